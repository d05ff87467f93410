"""Fusing operations on arrays of one shape into kernels, so that most values never reach memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lynchpin.portable.pruning import list_places, list_registers
from lynchpin.portable.steps import Apply, Branch, Kernel, Loop, Micro, Number, Steps, While
from lynchpin.portable.views import Register, Shape, View

LARGEST = 64
"""Most operations in a kernel. Longer kernels need more values at once than the processor has registers."""
WINDOW = 24
"""How many groups back an operation can move to join one of its own shape."""

Stretch = tuple[int, int, View]
"""First number and end of what a view covers in its register, and the view."""


@dataclass(eq=False)
class Group:
    """Operations of one shape that can run element by element.

    Attributes:
        shape: The shape, without axes of length 1.
        steps: The operations.
        reads, writes: What they read and write, by register.
    """

    shape: Shape
    steps: list[Apply] = field(default_factory=list)
    reads: dict[Register, list[Stretch]] = field(default_factory=lambda: defaultdict(list))
    writes: dict[Register, list[Stretch]] = field(default_factory=lambda: defaultdict(list))

    def add(self, step: Apply) -> None:
        """Add an operation at the end."""
        self.steps.append(step)
        for view in step.reads():
            self.reads[view.register].append(_measure(step, view))
        for view in (*step.reads(), step.out):
            for register in list_places(view):
                self.reads[register].append((0, register.size, view))
        self.writes[step.out.register].append(_measure(step, step.out))

    def clashes(self, step: Apply, *, elementwise: bool) -> bool:
        """Whether an operation must run after all of these.

        Args:
            step: The operation.
            elementwise: Whether it may follow them element by element, where both use exactly the same part of a register.
        """
        for view in step.reads():
            if self._meets(self.writes, _measure(step, view), elementwise and view is not step.table):
                return True
        if any(register in self.writes for view in (*step.reads(), step.out) for register in list_places(view)):
            return True
        out, same = _measure(step, step.out), elementwise and step.operation != "scatter"
        return self._meets(self.writes, out, same) or self._meets(self.reads, out, same)

    @staticmethod
    def _meets(stretches: dict[Register, list[Stretch]], other: Stretch, same_allowed: bool) -> bool:
        start, end, view = other
        return any(
            first < end and start < last and not (same_allowed and _identify(seen) == _identify(view))
            for first, last, seen in stretches.get(view.register, ())
        )


def _measure(step: Apply, view: View) -> Stretch:
    """Return what a view covers; the whole register if that depends on a number known only when the program runs."""
    if view.moves or view is step.table or (step.operation == "scatter" and view is step.out):
        return 0, view.register.size, view
    below = sum((n - 1) * s for n, s in zip(view.shape, view.strides, strict=True) if s < 0)
    above = sum((n - 1) * s for n, s in zip(view.shape, view.strides, strict=True) if s > 0)
    return view.offset + below, view.offset + above + 1, view


def _identify(view: View) -> tuple[object, ...]:
    """Return what two views share that have the same place for every element."""
    strides = tuple(s for n, s in zip(view.shape, view.strides, strict=True) if n != 1)
    return view.register, view.offset, strides, view.moves


def fuse(steps: Steps, kept: set[Register]) -> Steps:
    """Return steps in which all operations are in kernels.

    Args:
        steps: Operations, loops and branches.
        kept: Registers that are read after the steps.
    """
    grouped = _group(steps)
    readers: dict[Register, set[object]] = defaultdict(set)
    _find_readers(grouped, readers)
    return _build_all(grouped, readers, kept)


def _group(steps: Steps) -> list[object]:
    """Return groups, with loops and branches between them whose bodies are lists of groups."""
    done: list[object] = []
    groups: list[Group] = []
    for step in steps:
        match step:
            case Apply():
                _place(groups, step)
                continue
            case Loop():
                inner: object = replace(step, body=_group(step.body))  # type: ignore[arg-type]
            case While():
                inner = replace(step, test=_group(step.test), body=_group(step.body))  # type: ignore[arg-type]
            case Branch():
                inner = replace(step, bodies=[_group(body) for body in step.bodies])  # type: ignore[misc]
            case Kernel():
                raise TypeError("steps are fused already")
        done += [*groups, inner]
        groups = []
    return done + groups


def _place(groups: list[Group], step: Apply) -> None:
    """Add an operation to the last group of its shape that it can join, or to a new one."""
    shape = tuple(n for n in step.out.shape if n != 1)
    for group in reversed(groups[-WINDOW:]):
        if group.shape == shape and len(group.steps) < LARGEST and not group.clashes(step, elementwise=True):
            group.add(step)
            return
        if group.clashes(step, elementwise=False):
            break
    groups.append(Group(shape))
    groups[-1].add(step)


def _find_readers(steps: Sequence[object], readers: dict[Register, set[object]]) -> None:
    """Note which groups, loops and branches read each register."""
    for step in steps:
        match step:
            case Group():
                for register in step.reads:
                    readers[register].add(step)
            case Loop():
                _find_readers(step.body, readers)
            case While():
                for register in list_registers(step.holds):
                    readers[register].add(step)
                _find_readers(step.test, readers)
                _find_readers(step.body, readers)
            case Branch():
                for register in list_registers(step.index):
                    readers[register].add(step)
                for body in step.bodies:
                    _find_readers(body, readers)


def _build_all(steps: Sequence[object], readers: dict[Register, set[object]], kept: set[Register]) -> Steps:
    built: Steps = []
    for step in steps:
        match step:
            case Group():
                stored = {r for r in step.writes if r in kept or readers[r] - {step} or _is_revisited(step, r)}
                built.append(build_kernel(step, stored))
            case Loop():
                built.append(replace(step, body=_build_all(step.body, readers, kept)))
            case While():
                built.append(replace(step, test=_build_all(step.test, readers, kept), body=_build_all(step.body, readers, kept)))
            case Branch():
                built.append(replace(step, bodies=[_build_all(body, readers, kept) for body in step.bodies]))
    return built


def _is_revisited(group: Group, register: Register) -> bool:
    """Whether a group reads a register before it writes it, as the state of a loop."""
    for step in group.steps:
        if any(view.register is register for view in step.reads()) or any(r is register for r in list_places(step.out)):
            return True
        if step.out.register is register:
            return False
    return False


def build_kernel(group: Group, stored: set[Register]) -> Kernel:
    """Return the kernel of a group that stores what it writes to some registers."""
    shape = _join_axes(group)
    body: list[Micro] = []
    values: dict[object, int] = {}

    def add(micro: Micro, key: object = None) -> int:
        body.append(micro)
        if key is not None:
            values[key] = len(body) - 1
        return len(body) - 1

    def fit(view: View) -> View:
        return replace(view, shape=shape.lengths, strides=shape.collapse(view))

    def read(operand: View | Number) -> int:
        if isinstance(operand, Number):
            key: object = (operand.kind, operand.value.tobytes())
            return values[key] if key in values else add(Micro("number", operand.kind, number=operand.value), key)
        key = _identify(operand)
        return values[key] if key in values else add(Micro("load", operand.kind, view=fit(operand)), key)

    for step in group.steps:
        args = tuple(read(arg) for arg in step.args)
        key = _identify(step.out)
        if step.operation == "scatter":
            add(Micro("scatter", step.kind, args, fit(step.out), most=step.most))
            continue
        if step.operation == "copy":
            values[key] = args[0]
        elif step.table is not None:
            add(Micro("gather", step.kind, args, fit(step.table), most=step.most), key)
        else:
            to = step.out.kind if step.operation in ("convert", "reinterpret") else None
            add(Micro(step.operation if to is None else f"{step.operation}.{to}", step.kind, args), key)
        if step.out.register in stored:
            add(Micro("store", step.out.kind, (values[key],), fit(step.out)))
    return Kernel(shape.lengths, body)


@dataclass
class Axes:
    """Axes of a kernel: how the axes of its operations are joined.

    Attributes:
        lengths: Lengths of the joined axes.
        last: For each, the last of the axes that it joins.
    """

    lengths: Shape
    last: list[int]

    def collapse(self, view: View) -> tuple[int, ...]:
        """Return the strides of a view along the joined axes."""
        strides = [s for n, s in zip(view.shape, view.strides, strict=True) if n != 1]
        return tuple(strides[k] for k in self.last) if strides else (0,) * len(self.lengths)


def _join_axes(group: Group) -> Axes:
    """Join neighbouring axes along which every view goes on evenly."""
    views = [[s for n, s in zip(v.shape, v.strides, strict=True) if n != 1] for v in _list_views(group)]
    lengths: list[int] = []
    last: list[int] = []
    for k, n in enumerate(group.shape):
        if k and all(v[k - 1] == v[k] * n for v in views):
            lengths[-1], last[-1] = lengths[-1] * n, k
        else:
            lengths.append(n)
            last.append(k)
    return Axes(tuple(lengths) or (1,), last)


def _list_views(group: Group) -> Iterator[View]:
    for step in group.steps:
        yield from step.reads()
        yield step.out
