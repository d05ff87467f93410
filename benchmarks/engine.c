/* The reference model in C: the practical limit on this machine, written by hand except for the equations.
 *
 * It simulates one block of LANES futures at a time. Every inner loop runs over lanes, so that the compiler vectorises it, and
 * OpenMP divides the blocks among threads. The equations come from model.h, which is generated from the same table as every
 * other implementation (see forms/c_form.py). The algorithm avoids repeated work: whatever no option affects is computed once per
 * period, whatever two actors affect once per pair of options, and the rest once per profile. Quantal response is found by
 * sweeps in which each actor responds to the newest probabilities of the others, until nothing changes by more than the
 * tolerance. Random numbers: xoshiro128++ (Blackman and Vigna 2019), one state per lane, seeded by splitmix64.
 *
 * Usage: engine FUTURES SEED adaptive|equilibrium; prints one line of JSON.
 */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifndef PROVE
#define PROVE 1
#endif
#ifndef LANES
#define LANES 64
#endif
#define ALIGNED __attribute__((aligned(64)))
#define FOR_LANES _Pragma("GCC ivdep") for (int l = 0; l < LANES; ++l)
#define INLINE static inline __attribute__((always_inline))

typedef float Lanes[LANES] __attribute__((aligned(32)));

/* exp by 2^n * p(r), |r| <= ln2/2, a polynomial of degree 6: relative error below 2e-7. */
INLINE float exponential(float x) {
    x = fminf(fmaxf(x, -87.0f), 88.0f);
    const float n = rintf(x * 1.44269504f);
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.3888889e-3f;
    p = p * r + 8.3333333e-3f;
    p = p * r + 4.1666667e-2f;
    p = p * r + 1.6666667e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    const int32_t bits = ((int32_t)n + 127) << 23;
    float scale;
    memcpy(&scale, &bits, 4);
    return p * scale;
}

INLINE float logistic(float x) { return 1.0f / (1.0f + exponential(-x)); }
INLINE float clamp(float x, float low, float high) { return fminf(fmaxf(x, low), high); }

/* ln for x in (0, 1], by the exponent and the series of atanh about 1; absolute error below 1e-6. */
INLINE float logarithm(float x) {
    int32_t bits;
    memcpy(&bits, &x, 4);
    const int32_t shifted = bits - 0x3f3504f3; /* puts the mantissa in [sqrt(1/2), sqrt(2)) */
    const int32_t exponent = shifted >> 23;
    const int32_t mantissa_bits = bits - (exponent << 23);
    float m;
    memcpy(&m, &mantissa_bits, 4);
    const float s = (m - 1.0f) / (m + 1.0f);
    const float q = s * s;
    const float series = 2.0f * s * (1.0f + q * (0.33333333f + q * (0.2f + q * (0.14285714f + q * 0.11111111f))));
    return (float)exponent * 0.69314718f + series;
}

/* cos and sin of 2 pi u for u in [0, 1), by folding to a quarter turn and Taylor polynomials; error below 1e-6. */
INLINE void turn(float u, float *cosine, float *sine) {
    const float quarter = rintf(4.0f * u);
    const float x = (u - 0.25f * quarter) * 6.28318531f;
    const float q = x * x;
    const float s = x * (1.0f + q * (-1.6666667e-1f + q * (8.3333333e-3f + q * -1.9841270e-4f)));
    const float c = 1.0f + q * (-0.5f + q * (4.1666667e-2f + q * (-1.3888889e-3f + q * 2.4801587e-5f)));
    const int32_t which = (int32_t)quarter & 3;
    const float across = (which & 1) ? s : c;
    const float along = (which & 1) ? c : s;
    *cosine = (which == 1 || which == 2) ? -across : across;
    *sine = (which >= 2) ? -along : along;
}

typedef struct { uint32_t s[4][LANES] ALIGNED; } Generator;

INLINE uint32_t rotate(uint32_t x, int k) { return (x << k) | (x >> (32 - k)); }

static uint64_t splitmix(uint64_t *state) {
    uint64_t z = (*state += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}

/* Seed and index of the future are hashed before they are combined, so that neighbouring futures do not share a sequence. */
static void seed_lanes(Generator *g, uint64_t seed, uint64_t first) {
    for (int l = 0; l < LANES; ++l) {
        uint64_t a = seed, b = (first + l) ^ 0x5851f42d4c957f2dull;
        uint64_t state = splitmix(&a) ^ (splitmix(&b) * 0xd1342543de82ef95ull);
        const uint64_t x = splitmix(&state), y = splitmix(&state);
        g->s[0][l] = (uint32_t)x, g->s[1][l] = (uint32_t)(x >> 32);
        g->s[2][l] = (uint32_t)y, g->s[3][l] = (uint32_t)(y >> 32) | 1u;
    }
}

/* A uniform number in (0, 1) for one lane. */
INLINE float uniform(Generator *g, int l) {
    uint32_t a = g->s[0][l], b = g->s[1][l], c = g->s[2][l], d = g->s[3][l];
    const uint32_t word = rotate(a + d, 7) + a;
    const uint32_t t = b << 9;
    c ^= a, d ^= b, b ^= c, a ^= d, c ^= t, d = rotate(d, 11);
    g->s[0][l] = a, g->s[1][l] = b, g->s[2][l] = c, g->s[3][l] = d;
    return ((float)(int32_t)(word >> 9) + 0.5f) * 1.1920929e-7f;
}

/* Two standard normals for every lane (Box and Muller 1958). */
INLINE void draw_normals(Generator *g, float *one, float *two) {
    FOR_LANES {
        const float radius = sqrtf(-2.0f * logarithm(uniform(g, l)));
        float cosine, sine;
        turn(uniform(g, l), &cosine, &sine);
        one[l] = radius * cosine;
        two[l] = radius * sine;
    }
}

#include "model.h"

enum { NORMAL, UNIFORM, TRIANGULAR, LOGNORMAL, FIXED };
typedef struct { int kind; float x, y, z; } Draw;
static const Draw parameter_draws[PARAMETERS] = PARAMETER_DRAWS;
static const Draw start_draws[STOCKS] = START_DRAWS;
static const float shock_sd[STOCKS] = SHOCK_SD;
static const float level_of[ACTORS][MOST_OPTIONS][MOST_LEVERS] = LEVELS;
static const int options_of[ACTORS] = OPTION_COUNTS;
static const int levers_of[ACTORS] = LEVER_COUNTS;

static void draw_values(Generator *g, const Draw *draws, int count, Lanes *out) {
    for (int i = 0; i < count; ++i) {
        const Draw d = draws[i];
        Lanes z, spare;
        draw_normals(g, z, spare);
        FOR_LANES {
            const float u = uniform(g, l);
            const float peak = (d.y - d.x) / (d.z - d.x);
            out[i][l] = d.kind == NORMAL      ? d.x + d.y * z[l]
                        : d.kind == LOGNORMAL ? exponential(d.x + d.y * z[l])
                        : d.kind == UNIFORM   ? d.x + (d.y - d.x) * u
                        : d.kind == FIXED     ? d.x
                        : u < peak            ? d.x + sqrtf(u * (d.z - d.x) * (d.y - d.x))
                                              : d.z - sqrtf((1.0f - u) * (d.z - d.x) * (d.z - d.y));
        }
    }
}

typedef struct {
    Lanes parameters[PARAMETERS], stocks[STOCKS], fired[EVENTS];
    Lanes free[FREE_COUNT];
    Lanes first_pair[OPTIONS_0][OPTIONS_1][FIRST_PAIR_COUNT], second_pair[OPTIONS_1][OPTIONS_2][SECOND_PAIR_COUNT];
    Lanes payoff[ACTORS][OPTIONS_0][OPTIONS_1][OPTIONS_2];
    Lanes play[ACTORS][MOST_OPTIONS];
    Lanes levers[ACTORS][MOST_LEVERS];
    Lanes answer[MOST_OPTIONS];
    int last[ACTORS][LANES] ALIGNED;
    Generator generator;
} Block;

/* Payoffs of all three actors for every profile. */
static void project_profiles(Block *k) {
    FOR_LANES { LOAD_STATE FREE_STATEMENTS STORE_FREE }
    for (int a = 0; a < OPTIONS_0; ++a)
        for (int b = 0; b < OPTIONS_1; ++b) {
            SET_LEVERS_0(level_of[0][a]) SET_LEVERS_1(level_of[1][b])
            FOR_LANES { LOAD_STATE LOAD_FREE FIRST_PAIR_STATEMENTS STORE_FIRST_PAIR(k->first_pair[a][b]) }
        }
    for (int b = 0; b < OPTIONS_1; ++b)
        for (int c = 0; c < OPTIONS_2; ++c) {
            SET_LEVERS_1(level_of[1][b]) SET_LEVERS_2(level_of[2][c])
            FOR_LANES { LOAD_STATE LOAD_FREE SECOND_PAIR_STATEMENTS STORE_SECOND_PAIR(k->second_pair[b][c]) }
        }
    for (int a = 0; a < OPTIONS_0; ++a)
        for (int b = 0; b < OPTIONS_1; ++b)
            for (int c = 0; c < OPTIONS_2; ++c) {
                SET_LEVERS_0(level_of[0][a]) SET_LEVERS_1(level_of[1][b]) SET_LEVERS_2(level_of[2][c])
                FOR_LANES {
                    LOAD_STATE LOAD_FREE LOAD_FIRST_PAIR(k->first_pair[a][b]) LOAD_SECOND_PAIR(k->second_pair[b][c])
                    JOINT_STATEMENTS
                    k->payoff[0][a][b][c][l] = RATIONALITY * (PAYOFF_0);
                    k->payoff[1][a][b][c][l] = RATIONALITY * (PAYOFF_1);
                    k->payoff[2][a][b][c][l] = RATIONALITY * (PAYOFF_2);
                }
            }
}

/* Logit choice among `count` options, written over `play`; `moved` becomes the largest change of any probability. */
INLINE void choose_softly(Lanes *value, int count, Lanes *play, float *moved) {
    FOR_LANES {
        float top = value[0][l], sum = 0.0f, move = moved[l], weight[MOST_OPTIONS];
        for (int i = 1; i < count; ++i) top = fmaxf(top, value[i][l]);
        for (int i = 0; i < count; ++i) sum += weight[i] = exponential(value[i][l] - top);
        const float scale = 1.0f / sum;
        for (int i = 0; i < count; ++i) {
            const float next = weight[i] * scale;
            move = fmaxf(move, fabsf(next - play[i][l]));
            play[i][l] = next;
        }
        moved[l] = move;
    }
}

/* One sweep: every actor in turn responds to the others. */
INLINE void sweep_answers(Block *k, float *moved) {
    for (int a = 0; a < OPTIONS_0; ++a) FOR_LANES {
        float sum = 0.0f;
        for (int b = 0; b < OPTIONS_1; ++b) {
            float inner = 0.0f;
            for (int c = 0; c < OPTIONS_2; ++c) inner += k->play[2][c][l] * k->payoff[0][a][b][c][l];
            sum += k->play[1][b][l] * inner;
        }
        k->answer[a][l] = sum;
    }
    choose_softly(k->answer, OPTIONS_0, k->play[0], moved);
    for (int b = 0; b < OPTIONS_1; ++b) FOR_LANES {
        float sum = 0.0f;
        for (int a = 0; a < OPTIONS_0; ++a) {
            float inner = 0.0f;
            for (int c = 0; c < OPTIONS_2; ++c) inner += k->play[2][c][l] * k->payoff[1][a][b][c][l];
            sum += k->play[0][a][l] * inner;
        }
        k->answer[b][l] = sum;
    }
    choose_softly(k->answer, OPTIONS_1, k->play[1], moved);
    for (int c = 0; c < OPTIONS_2; ++c) FOR_LANES {
        float sum = 0.0f;
        for (int a = 0; a < OPTIONS_0; ++a) {
            float inner = 0.0f;
            for (int b = 0; b < OPTIONS_1; ++b) inner += k->play[1][b][l] * k->payoff[2][a][b][c][l];
            sum += k->play[0][a][l] * inner;
        }
        k->answer[c][l] = sum;
    }
    choose_softly(k->answer, OPTIONS_2, k->play[2], moved);
}

/* Quantal response of the stage game, starting from the current play. Returns the number of sweeps, and by pointer the remaining change. */
static int find_equilibrium(Block *k, float *left) {
    Lanes moved, last, off; /* a converged lane stays converged: in the last bits of a float, changes no longer shrink */
    FOR_LANES last[l] = 0.0f, off[l] = 1.0f; /* the rate is unknown before the second sweep */
    int sweep = 0;
    do {
        FOR_LANES moved[l] = 0.0f;
        sweep_answers(k, moved);
        float most = 0.0f;
        FOR_LANES {
            const float rate = fminf(moved[l] / fmaxf(last[l], 1e-30f), 0.99f);
            off[l] = off[l] <= TOLERANCE ? off[l] : moved[l] * rate / (1.0f - rate);
            most = fmaxf(most, off[l]);
            last[l] = moved[l];
        }
        *left = most;
    } while (++sweep < MOST_SWEEPS && *left > TOLERANCE);
    return sweep;
}

#if PROVE
/* Largest second differences of one actor's payoffs, own options by another's, over the third's options: the bound of
 * lynchpin's contraction.py with P (1 - P) at most 1/4. `at(own, other, third)` reads the payoffs. */
#define BOUND(to, OWN, OTHER, THIRD, at)                                                  \
    FOR_LANES {                                                                           \
        float widest = 0.0f;                                                              \
        for (int x = 0; x < OWN; ++x)                                                     \
            for (int y = 0; y < x; ++y)                                                   \
                for (int r = 0; r < THIRD; ++r) {                                         \
                    float high = at(x, 0, r) - at(y, 0, r), low = high;                   \
                    for (int o = 1; o < OTHER; ++o) {                                     \
                        const float difference = at(x, o, r) - at(y, o, r);               \
                        high = fmaxf(high, difference), low = fminf(low, difference);     \
                    }                                                                     \
                    widest = fmaxf(widest, high - low);                                   \
                }                                                                         \
        to[l] = 0.25f * widest;                                                           \
    }
#define AT_01(x, o, r) k->payoff[0][x][o][r][l]
#define AT_02(x, o, r) k->payoff[0][x][r][o][l]
#define AT_10(x, o, r) k->payoff[1][o][x][r][l]
#define AT_12(x, o, r) k->payoff[1][r][x][o][l]
#define AT_20(x, o, r) k->payoff[2][o][r][x][l]
#define AT_21(x, o, r) k->payoff[2][r][o][x][l]

/* Number of lanes in which a unique equilibrium is not proven: elimination of I - M must have only positive pivots. */
static int count_unproven(const Block *k) {
    Lanes m01, m02, m10, m12, m20, m21;
    BOUND(m01, OPTIONS_0, OPTIONS_1, OPTIONS_2, AT_01)
    BOUND(m02, OPTIONS_0, OPTIONS_2, OPTIONS_1, AT_02)
    BOUND(m10, OPTIONS_1, OPTIONS_0, OPTIONS_2, AT_10)
    BOUND(m12, OPTIONS_1, OPTIONS_2, OPTIONS_0, AT_12)
    BOUND(m20, OPTIONS_2, OPTIONS_0, OPTIONS_1, AT_20)
    BOUND(m21, OPTIONS_2, OPTIONS_1, OPTIONS_0, AT_21)
    int unproven = 0;
    FOR_LANES {
        const float second = 1.0f - m10[l] * m01[l];
        const float third = (1.0f - m20[l] * m02[l]) * second - (m12[l] + m10[l] * m02[l]) * (m21[l] + m20[l] * m01[l]);
        unproven += !(second > 1e-4f && third > 1e-4f);
    }
    return unproven;
}
#else
static int count_unproven(const Block *k) { return 0; }
#endif

static void load_levers(Block *k, int actor) {
    for (int j = 0; j < levers_of[actor]; ++j) FOR_LANES k->levers[actor][j][l] = level_of[actor][k->last[actor][l]][j];
}

/* Each actor responds to the others' last options. */
static void answer_last(Block *k) {
    FOR_LANES { LOAD_STATE FREE_STATEMENTS STORE_FREE }
    for (int actor = 0; actor < ACTORS; ++actor) load_levers(k, actor);
    for (int a = 0; a < OPTIONS_0; ++a) {
        SET_LEVERS_0(level_of[0][a])
        FOR_LANES { LOAD_STATE LOAD_FREE LOAD_LEVERS_1 LOAD_LEVERS_2 FIRST_PAIR_STATEMENTS SECOND_PAIR_STATEMENTS JOINT_STATEMENTS
                    k->payoff[0][a][0][0][l] = RATIONALITY * (PAYOFF_0); }
    }
    for (int b = 0; b < OPTIONS_1; ++b) {
        SET_LEVERS_1(level_of[1][b])
        FOR_LANES { LOAD_STATE LOAD_FREE LOAD_LEVERS_0 LOAD_LEVERS_2 FIRST_PAIR_STATEMENTS SECOND_PAIR_STATEMENTS JOINT_STATEMENTS
                    k->payoff[1][b][0][0][l] = RATIONALITY * (PAYOFF_1); }
    }
    for (int c = 0; c < OPTIONS_2; ++c) {
        SET_LEVERS_2(level_of[2][c])
        FOR_LANES { LOAD_STATE LOAD_FREE LOAD_LEVERS_0 LOAD_LEVERS_1 FIRST_PAIR_STATEMENTS SECOND_PAIR_STATEMENTS JOINT_STATEMENTS
                    k->payoff[2][c][0][0][l] = RATIONALITY * (PAYOFF_2); }
    }
    Lanes ignored;
    FOR_LANES ignored[l] = 0.0f;
    for (int actor = 0; actor < ACTORS; ++actor) {
        for (int i = 0; i < options_of[actor]; ++i) FOR_LANES k->answer[i][l] = k->payoff[actor][i][0][0][l];
        choose_softly(k->answer, options_of[actor], k->play[actor], ignored);
    }
}

/* Draw every actor's option, then the events, then the changes of the stocks. */
static void step_period(Block *k, uint64_t *firsts) {
    for (int actor = 0; actor < ACTORS; ++actor) {
        int chosen_first = 0;
        FOR_LANES {
            const float u = uniform(&k->generator, l);
            float sum = 0.0f;
            int option = 0;
            for (int i = 0; i + 1 < options_of[actor]; ++i) {
                sum += k->play[actor][i][l];
                option += u > sum;
            }
            k->last[actor][l] = option;
            chosen_first += option == 0;
        }
        firsts[actor] += chosen_first;
        load_levers(k, actor);
    }
    FOR_LANES {
        const float luck[EVENTS] = {uniform(&k->generator, l), uniform(&k->generator, l), uniform(&k->generator, l)};
        LOAD_STATE LOAD_LEVERS_0 LOAD_LEVERS_1 LOAD_LEVERS_2
        STEP_STATEMENTS
        STORE_NEXT
    }
    for (int i = 0; i < STOCKS; i += 2) {
        Lanes one, two;
        draw_normals(&k->generator, one, two);
        FOR_LANES {
            k->stocks[i][l] += shock_sd[i] * one[l];
            k->stocks[i + 1][l] += shock_sd[i + 1] * two[l];
        }
    }
    FOR_LANES { CLAMP_STOCKS }
}

typedef struct { uint64_t outcomes[3], firsts[ACTORS], sweeps, most_sweeps, unsettled, unproven; double sum[STOCKS], square[STOCKS]; } Total;

static void run_block(Block *k, uint64_t seed, uint64_t first, int lanes_used, int adaptive, Total *total) {
    seed_lanes(&k->generator, seed, first);
    draw_values(&k->generator, parameter_draws, PARAMETERS, k->parameters);
    draw_values(&k->generator, start_draws, STOCKS, k->stocks);
    memset(k->fired, 0, sizeof k->fired);
    memset(k->last, 0, sizeof k->last);
    for (int actor = 0; actor < ACTORS; ++actor)
        for (int i = 0; i < options_of[actor]; ++i) FOR_LANES k->play[actor][i][l] = 1.0f / options_of[actor];
    int ruptured[LANES] ALIGNED = {0};
    for (int t = 0; t < PERIODS; ++t) {
        if (adaptive) {
            answer_last(k);
        } else {
            float left;
            project_profiles(k);
            total->unproven += count_unproven(k);
            const int sweeps = find_equilibrium(k, &left);
            total->sweeps += sweeps;
            if ((uint64_t)sweeps > total->most_sweeps) total->most_sweeps = sweeps;
            total->unsettled += left > TOLERANCE;
        }
        step_period(k, total->firsts);
        FOR_LANES ruptured[l] |= k->stocks[RUPTURE_STOCK][l] > RUPTURE_ABOVE;
    }
    for (int l = 0; l < lanes_used; ++l) total->outcomes[ruptured[l] ? 0 : k->stocks[GAIN_STOCK][l] > GAIN_ABOVE ? 1 : 2]++;
    for (int i = 0; i < STOCKS; ++i)
        for (int l = 0; l < lanes_used; ++l) {
            const double x = k->stocks[i][l];
            total->sum[i] += x, total->square[i] += x * x;
        }
}

int main(int argc, char **argv) {
    if (argc != 4) return 2;
    const uint64_t futures = strtoull(argv[1], 0, 10), seed = strtoull(argv[2], 0, 10);
    const int adaptive = strcmp(argv[3], "adaptive") == 0;
    const uint64_t blocks = (futures + LANES - 1) / LANES;
    Total all = {0};
    const double begin = omp_get_wtime();
    const clock_t begin_core = clock(); /* all threads together */
#pragma omp parallel
    {
        Block *k = aligned_alloc(64, (sizeof(Block) + 63) / 64 * 64);
        Total mine = {0};
#pragma omp for schedule(dynamic, 16)
        for (uint64_t block = 0; block < blocks; ++block) {
            const uint64_t left = futures - block * LANES;
            run_block(k, seed, block * LANES, left < LANES ? (int)left : LANES, adaptive, &mine);
        }
#pragma omp critical
        {
            for (int i = 0; i < 3; ++i) all.outcomes[i] += mine.outcomes[i];
            for (int i = 0; i < ACTORS; ++i) all.firsts[i] += mine.firsts[i];
            for (int i = 0; i < STOCKS; ++i) all.sum[i] += mine.sum[i], all.square[i] += mine.square[i];
            all.sweeps += mine.sweeps, all.unsettled += mine.unsettled, all.unproven += mine.unproven;
            if (mine.most_sweeps > all.most_sweeps) all.most_sweeps = mine.most_sweeps;
        }
        free(k);
    }
    const double seconds = omp_get_wtime() - begin, core_seconds = (double)(clock() - begin_core) / CLOCKS_PER_SEC;
    printf("{\"seconds\": %.6f, \"core_seconds\": %.6f, \"threads\": %d, \"sweeps\": %.3f, \"most_sweeps\": %llu, \"unsettled\": %llu, \"unproven\": %.6f, \"outcomes\": [%llu, %llu, %llu]",
           seconds, core_seconds, omp_get_max_threads(), (double)all.sweeps / (blocks * PERIODS), (unsigned long long)all.most_sweeps,
           (unsigned long long)all.unsettled, (double)all.unproven / ((double)blocks * LANES * PERIODS), (unsigned long long)all.outcomes[0], (unsigned long long)all.outcomes[1],
           (unsigned long long)all.outcomes[2]);
    printf(", \"firsts\": [");
    for (int i = 0; i < ACTORS; ++i) printf("%s%.8f", i ? ", " : "", all.firsts[i] / ((double)blocks * LANES * PERIODS));
    printf("], \"mean\": [");
    for (int i = 0; i < STOCKS; ++i) printf("%s%.8f", i ? ", " : "", all.sum[i] / futures);
    printf("], \"sd\": [");
    for (int i = 0; i < STOCKS; ++i) {
        const double mean = all.sum[i] / futures;
        printf("%s%.8f", i ? ", " : "", sqrt(all.square[i] / futures - mean * mean));
    }
    printf("]}\n");
    return 0;
}
