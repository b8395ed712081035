namespace Functional.Vulkan;

/// <summary>Walks a loop program once and writes it down.</summary>
/// <remarks>
/// Every input and operation has a level: 0 is the same for all, 1 follows the item (an element, or the result of a reduction), 2 follows
/// the element that a reduction is at, or the element of a pack where an item is one. Each level is written where its number becomes known.
/// </remarks>
internal sealed class LoopKernelWriter
{
    private readonly KernelCode _code;
    private readonly LoopKernel _kernel;
    private readonly LoopProgram _program;
    private readonly IndexArithmetic _index;
    private readonly Value _item;
    private readonly Value _element;
    private readonly Value _local;
    private readonly int _width;
    private readonly Place[][] _places;
    private readonly int[] _levels;
    private readonly Value[][] _slots;
    private readonly DType[] _types;

    private LoopKernelWriter(LoopKernel kernel, KernelCode code)
    {
        (_code, _kernel, _program) = (code, kernel, kernel.Program);
        _index = new IndexArithmetic(kernel.Index);
        _item = _index.Input(0, _kernel.Items - 1);
        _element = _index.Input(1, (_kernel.Layout?.Reduced ?? 1) - 1);
        _local = _index.Input(2, _kernel.GroupSize - 1);
        _width = _kernel.Packs is null ? 1 : LoopPacks.Width;
        _places = new Place[_program.Sources.Count][];
        _types = new DType[_places.Length + _program.Calls.Count];
        _levels = new int[_types.Length];
        for (var i = 0; i < _places.Length; i++)
            (_places[i], _types[i]) = (PlacesOf(i), _program.Sources[i].Type);
        for (var i = 0; i < _places.Length; i++)
            _levels[i] = LevelOf(i);
        for (var i = _places.Length; i < _types.Length; i++)
        {
            var call = _program.Calls[i - _places.Length];
            _types[i] = call.Type;
            foreach (var slot in Operands(call))
                _levels[i] = Math.Max(_levels[i], _levels[slot]);
        }
        _slots = new Value[_width][];
        for (var own = 0; own < _width; own++)
            _slots[own] = new Value[_types.Length];
    }

    public static void Write(LoopKernel kernel, KernelCode code)
    {
        var writer = new LoopKernelWriter(kernel, code);
        if (kernel.Items == 0)
            return;
        if (kernel.Layout is not { } layout)
            writer.Elementwise();
        else if (layout.Lanes == 1)
            writer.Fold(layout);
        else
            writer.Tree(layout);
    }

    // An element or a pack after another, the whole dispatch striding over all.
    private void Elementwise()
    {
        Compute(0);
        OverItems(
            _width == 1 ? "i" : "p",
            () =>
            {
                Compute(1);
                Compute(2);
                Store();
            }
        );
    }

    // A result an invocation, its elements in order.
    private void Fold(ReductionLayout layout)
    {
        if (layout.Reduced > 0)
            Compute(0);
        OverItems(
            "item",
            () =>
            {
                _slots[0][_program.Stores[0].Slot] = Reduced(layout, lane: null);
                Store();
            }
        );
    }

    // A result (or several) a workgroup: lanes reduce every so many elements, then halves of the lanes add up in shared memory.
    private void Tree(ReductionLayout layout)
    {
        var (lanes, together) = (layout.Lanes, _kernel.ItemsPerGroup);
        var partial = _code.Share("partial", _program.Stores[0].Type, _kernel.GroupSize);
        _code.Let(_local, _code.Keep(_code.At(Position.Local), "place"));
        Compute(0);
        _code.For(
            "group",
            _code.At(Position.Group),
            _index.Literal(_kernel.Groups),
            _code.At(Position.Groups),
            group =>
            {
                // Lanes that are left over in the last group work on the last item again, and store nothing.
                var number = _index.Bounded(group, _kernel.Groups - 1);
                var own = _index.Add(_index.Multiply(number, together), _index.Divide(_local, lanes));
                var isFull = _kernel.Items % together == 0;
                _code.Let(_item, _code.Keep(isFull ? own : _index.Min(own, _kernel.Items - 1), "item"));
                var lane = _index.Remainder(_local, lanes);
                _code.Store(partial, _local, Reduced(layout, lane));
                _code.Barrier();
                for (var half = lanes / 2; half > 0; half /= 2)
                {
                    _code.If(_index.Less(lane, half), () => CombineShared(partial, half));
                    _code.Barrier();
                }
                var isFirst = _index.Less(lane, 1);
                _code.If(
                    isFull ? isFirst : _index.And(isFirst, _index.Less(own, _kernel.Items)),
                    () =>
                    {
                        _slots[0][_program.Stores[0].Slot] = _code.Load(partial, _local, "own");
                        Store();
                    }
                );
            }
        );
    }

    private void CombineShared(SharedArray partial, int half)
    {
        var other = _code.Load(partial, _index.Add(_local, _index.Literal(half)), "other");
        _code.Store(partial, _local, Combine(_code.Load(partial, _local, "own"), other));
    }

    private void OverItems(string name, Action turn) =>
        _code.For(
            name,
            _code.At(Position.Invocation),
            _index.Literal(_kernel.Items),
            _code.At(Position.Invocations),
            item =>
            {
                _code.Let(_item, item);
                turn();
            }
        );

    // The combination of the elements of one item, or of those that one lane has of it.
    private Value Reduced(ReductionLayout layout, Value? lane)
    {
        var type = _program.Stores[0].Type;
        var identity = Value.Constant(type, _program.Reduction!.Identity(type));
        if (layout.Reduced == 0)
            return identity;
        Compute(1);
        var first = _index.Multiply(Segment(layout), layout.Length);
        var isEven = layout.Segments * layout.Length == layout.Reduced;
        var end = _index.Add(first, _index.Literal(layout.Length));
        return _code.Fold(
            "k",
            lane is null ? first : _index.Add(first, lane),
            isEven ? end : _index.Min(end, layout.Reduced),
            _index.Literal(layout.Lanes),
            [identity],
            (element, sums) =>
            {
                _code.Let(_element, element);
                Compute(2);
                return [Combine(sums[0], _slots[0][_program.Stores[0].Slot])];
            }
        )[0];
    }

    private Value Combine(Value x, Value y) => _program.Reduction!.Combine(x, y);

    // Inputs and operations of one level: of the elements of a pack, those that differ.
    private void Compute(int level)
    {
        var parts = new List<Value>();
        for (var i = 0; i < _places.Length; i++)
            if (_levels[i] == level)
                foreach (var place in _places[i])
                {
                    if (place.Address is { } address)
                        parts.Add(address);
                    if (place.Condition is { } condition)
                        parts.Add(condition);
                }
        _code.Prepare([.. parts]);
        for (var i = 0; i < _levels.Length; i++)
        {
            if (_levels[i] != level)
                continue;
            if (i < _places.Length && _kernel.Packs is { } packs && packs.IsPack(i))
                LoadPack(i);
            else if (_width > 1 && level == 2)
                for (var own = 0; own < _width; own++)
                    _slots[own][i] = Compute(i, own);
            else
            {
                var same = Compute(i, 0);
                foreach (var slots in _slots)
                    slots[i] = same;
            }
        }
    }

    private Value Compute(int slot, int own) =>
        slot < _places.Length
            ? Load(_program.Sources[slot], _places[slot][Math.Min(own, _places[slot].Length - 1)])
            : Call(_program.Calls[slot - _places.Length], _slots[own]);

    private Value Call(Call call, Value[] slots)
    {
        int[] operands = [.. Operands(call)];
        return _code.Call(
            call.Op,
            Array.ConvertAll(operands, slot => _types[slot]),
            Array.ConvertAll(operands, slot => slots[slot])
        );
    }

    private void LoadPack(int slot)
    {
        var (source, place) = (_program.Sources[slot], _places[slot][0]);
        var zero = Value.ConstantBits(source.Type.Lane, 0);
        if (place.IsNowhere)
        {
            foreach (var slots in _slots)
                slots[slot] = zero;
            return;
        }
        // The first pack is read in place of those that are not there.
        var address = place.Condition is { } isThere ? _index.Choose(isThere, place.Address!, _index.Literal(0)) : place.Address!;
        var elements = _code.LoadPack(source.Binding, address);
        for (var own = 0; own < _width; own++)
            _slots[own][slot] = place.Condition is { } condition
                ? _code.Keep(Value.Select(condition, elements[own], zero), "x")
                : elements[own];
    }

    private Value Load(Source source, Place place)
    {
        var type = source.Type;
        if (source.Kind == SourceKind.Literal)
            return _code.Hidden(Value.ConstantBits(type.Lane, Scalars.Widen(type, source.Bits)));
        if (place.IsNowhere)
            return Value.ConstantBits(type.Lane, 0);
        if (source.Kind == SourceKind.Mask)
            return _code.Keep(place.Condition ?? Value.ConstantBits(type, 1), "x");
        if (source.Kind == SourceKind.Buffer)
            return place.Condition is { } isThere
                ? _code.LoadWhere(isThere, source.Binding, place.Address!)
                : _code.Load(source.Binding, place.Address!);
        var number = place.Address!.To(type);
        return _code.Keep(
            place.Condition is { } condition ? Value.Select(condition, number, Value.ConstantBits(type.Lane, 0)) : number,
            "x"
        );
    }

    // The results of an item.
    private void Store()
    {
        for (var i = 0; i < _program.Stores.Count; i++)
        {
            var store = _program.Stores[i];
            var view = _kernel.Packs?.Stores[i] ?? store.View;
            var place = _index.Of(view, (_item, 0, view.Shape.Rank));
            var address = _code.Keep(place.Address!, "at");
            var values = Array.ConvertAll(_slots, slots => slots[store.Slot]);
            if (_kernel.Packs is not null)
            {
                var old = store.IsAdded ? _code.LoadPack(store.Binding, address) : null;
                _code.StorePack(store.Binding, address, [.. values.Select((value, own) => Added(store, old?[own], value))]);
            }
            else
            {
                var old = store.IsAdded ? _code.Load(store.Binding, address, "old") : null;
                _code.Store(store.Binding, address, Added(store, old, values[0]));
            }
        }
    }

    private static Value Added(Store store, Value? old, Value value) =>
        old is null ? value
        : store.Type == DType.Bool ? old | value
        : (old + value).To(store.Type);

    // One place, or one for each element of a pack.
    private Place[] PlacesOf(int number)
    {
        var source = _program.Sources[number];
        if (source.Kind == SourceKind.Literal || source.View.Shape.Size == 0)
            return [default];
        if (_kernel.Packs is { } packs)
            return packs.Sources[number] is { } view
                ? [_index.Of(view, (_item, 0, view.Shape.Rank))]
                :
                [
                    .. Enumerable
                        .Range(0, _width)
                        .Select(own => _index.Add(_index.Multiply(_item, _width), _index.Literal(own)))
                        .Select(item => _index.Of(source.View, (item, 0, _program.Space.Rank))),
                ];
        return _kernel.Layout is not { } layout
            ? [_index.Of(source.View, (_item, 0, _program.Space.Rank))]
            :
            [
                _index.Of(
                    source.View,
                    (_index.Divide(_item, layout.Segments * layout.Kept), 0, _program.ReducedFrom),
                    (_element, _program.ReducedFrom, _program.ReducedTo),
                    (_index.Remainder(_item, layout.Kept), _program.ReducedTo, _program.Space.Rank)
                ),
            ];
    }

    private Value Segment(ReductionLayout layout) => _index.Remainder(_index.Divide(_item, layout.Kept), layout.Segments);

    private static int[] Operands(Call call) =>
        call.Op.Arity switch
        {
            1 => [call.A],
            2 => [call.A, call.B],
            _ => [call.A, call.B, call.C],
        };

    private int LevelOf(int source)
    {
        if (_kernel.Packs is { } packs && (packs.IsPack(source) || _places[source].Length > 1))
            return 2;
        var place = _places[source][0];
        var seen = new HashSet<Value?>(ReferenceEqualityComparer.Instance) { null };
        var stack = new Stack<Value?>([place.Address, place.Condition]);
        while (stack.TryPop(out var value))
            if (seen.Add(value))
                foreach (var operand in (ReadOnlySpan<Value?>)[value!.A, value.B, value.C])
                    stack.Push(operand);
        return seen.Contains(_element) ? 2
            : seen.Contains(_item) ? 1
            : 0;
    }
}
