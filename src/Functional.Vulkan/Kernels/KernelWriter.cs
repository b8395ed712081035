namespace Functional.Vulkan;

/// <summary>Walks a pass once and writes it down in a target language.</summary>
/// <remarks>
/// Every input and operation has a level: 0 is the same for all, 1 follows the item (an element, or the result of a reduction), 2 follows
/// the element that a reduction is at. Each level is written where its number becomes known.
/// </remarks>
internal sealed class KernelWriter<T>
    where T : notnull
{
    private readonly KernelTarget<T> _target;
    private readonly KernelPass _pass;
    private readonly LoopProgram _program;
    private readonly IndexArithmetic _index;
    private readonly Value _item;
    private readonly Value _element;
    private readonly Value _local;
    private readonly Place[] _places;
    private readonly int[] _levels;
    private readonly T[] _slots;
    private readonly DType[] _types;

    private KernelWriter(KernelPass pass, KernelTarget<T> target)
    {
        (_target, _pass, _program) = (target, pass, pass.Program);
        _index = IndexArithmetic.For(_program);
        _item = _index.Input(0, _pass.Items - 1);
        _element = _index.Input(1, (_pass.Layout?.Reduced ?? 1) - 1);
        _local = _index.Input(2, _pass.GroupSize - 1);
        _places = [.. _program.Sources.Select(PlaceOf)];
        _types = [.. _program.Sources.Select(source => source.Type), .. _program.Calls.Select(call => call.Type)];
        _slots = new T[_types.Length];
        _levels = [.. _places.Select(LevelOf), .. new int[_program.Calls.Count]];
        for (var i = 0; i < _program.Calls.Count; i++)
            _levels[_places.Length + i] = Operands(_program.Calls[i]).Max(slot => _levels[slot]);
    }

    public static void Write(KernelPass pass, KernelTarget<T> target)
    {
        var writer = new KernelWriter<T>(pass, target);
        if (pass.Layout is null)
            writer.Elementwise();
        else if (pass.Layout.Lanes == 1)
            writer.Fold(pass.Layout);
        else
            writer.Tree(pass.Layout);
    }

    // An element after another, the whole dispatch striding over all.
    private void Elementwise()
    {
        if (_pass.Items == 0)
            return;
        var known = NewScope();
        Compute(0, known);
        OverItems(known, "i", Store);
    }

    // A result an invocation, its elements in order.
    private void Fold(ReductionLayout layout)
    {
        if (_pass.Items == 0)
            return;
        var known = NewScope();
        if (layout.Reduced > 0)
            Compute(0, known);
        OverItems(
            known,
            "item",
            scope =>
            {
                _slots[_program.Stores[0].Slot] = Reduced(layout, scope, lane: null);
                Store(scope);
            }
        );
    }

    // A result (or several) a workgroup: lanes reduce every so many elements, then halves of the lanes add up in shared memory.
    private void Tree(ReductionLayout layout)
    {
        if (_pass.Items == 0)
            return;
        var (lanes, together) = (layout.Lanes, _pass.ItemsPerGroup);
        _target.Share(_program.Stores[0].Type, _pass.GroupSize);
        var known = NewScope();
        known[_local] = _target.Keep(_index.Type, _target.At(Position.Local), "place");
        Compute(0, known);
        _target.For(
            "group",
            _target.At(Position.Group),
            Literal(_pass.Groups),
            _target.At(Position.Groups),
            group =>
            {
                var scope = Inside(known);
                var number = _index.Input(3, _pass.Groups - 1);
                scope[number] = group;
                // Lanes that are left over in the last group work on the last item again, and store nothing.
                var own = _index.Add(_index.Multiply(number, together), _index.Divide(_local, lanes));
                var isFull = _pass.Items % together == 0;
                scope[_item] = _target.Keep(_index.Type, Read(isFull ? own : _index.Min(own, _pass.Items - 1), scope), "item");
                var lane = _index.Remainder(_local, lanes);
                _target.StoreShared(scope[_local], Reduced(layout, scope, lane));
                _target.Barrier();
                for (var half = lanes / 2; half > 0; half /= 2)
                {
                    _target.If(Read(_index.Less(lane, half), scope), () => CombineShared(half, scope));
                    _target.Barrier();
                }
                var isFirst = _index.Less(lane, 1);
                var stores = isFull ? isFirst : _index.And(isFirst, _index.Less(own, _pass.Items));
                _target.If(
                    Read(stores, scope),
                    () =>
                    {
                        _slots[_program.Stores[0].Slot] = _target.LoadShared(scope[_local]);
                        Store(Inside(scope));
                    }
                );
            }
        );
    }

    private void CombineShared(int half, Dictionary<Value, T> scope)
    {
        var inner = Inside(scope);
        var other = _target.LoadShared(Read(_index.Add(_local, _index.Literal(half)), inner));
        _target.StoreShared(scope[_local], Combine(_target.LoadShared(scope[_local]), other));
    }

    private void OverItems(Dictionary<Value, T> known, string name, Action<Dictionary<Value, T>> turn) =>
        _target.For(
            name,
            _target.At(Position.Invocation),
            Literal(_pass.Items),
            _target.At(Position.Invocations),
            item =>
            {
                var scope = Inside(known);
                scope[_item] = item;
                if (_pass.Layout is null)
                    Compute(1, scope);
                turn(scope);
            }
        );

    // The combination of the elements of one item, or of those that one lane has of it.
    private T Reduced(ReductionLayout layout, Dictionary<Value, T> scope, Value? lane)
    {
        var type = _program.Stores[0].Type;
        var identity = _target.Read(Value.Constant(type, _program.Reduction!.Identity(type)));
        if (layout.Reduced == 0)
            return identity;
        Compute(1, scope);
        var first = _index.Multiply(Segment(layout), layout.Length);
        var isEven = layout.Segments * layout.Length == layout.Reduced;
        var end = _index.Add(first, _index.Literal(layout.Length));
        return _target.Fold(
            "k",
            Read(lane is null ? first : _index.Add(first, lane), scope),
            Read(isEven ? end : _index.Min(end, layout.Reduced), scope),
            Literal(layout.Lanes),
            type,
            identity,
            (element, sum) =>
            {
                var inner = Inside(scope);
                inner[_element] = element;
                Compute(2, inner);
                return Combine(sum, _slots[_program.Stores[0].Slot]);
            }
        );
    }

    private T Combine(T x, T y)
    {
        var type = _program.Stores[0].Type;
        return _target.Read(_program.Reduction!.Combine(Value.Input(0, type), Value.Input(1, type)), x, y);
    }

    // Inputs and operations of one level.
    private void Compute(int level, Dictionary<Value, T> scope)
    {
        var own = Enumerable.Range(0, _places.Length).Where(i => _levels[i] == level).ToArray();
        _target.Read([.. own.SelectMany(i => (Value?[])[_places[i].Address, _places[i].Condition]).OfType<Value>()], scope);
        foreach (var i in own)
        {
            var loaded = Load(_program.Sources[i], _places[i], scope);
            _slots[i] = _program.Sources[i].Kind == SourceKind.Literal ? loaded : _target.Keep(_types[i], loaded, "x");
        }
        for (var i = 0; i < _program.Calls.Count; i++)
            if (_levels[_places.Length + i] == level)
                Call(i);
    }

    private void Call(int number)
    {
        var call = _program.Calls[number];
        int[] operands = [.. Operands(call)];
        var written = _target.Call(
            call.Op,
            Array.ConvertAll(operands, slot => _types[slot]),
            Array.ConvertAll(operands, slot => _slots[slot])
        );
        _slots[_places.Length + number] = _target.Keep(call.Type, written, call.Op.Name);
    }

    private T Load(Source source, Place place, Dictionary<Value, T> scope)
    {
        var type = source.Type;
        var zero = _target.Read(Value.ConstantBits(type, 0));
        if (source.Kind == SourceKind.Literal)
            return _target.Read(Value.ConstantBits(type, source.Bits));
        if (place.IsNowhere)
            return zero;
        if (source.Kind == SourceKind.Mask)
            return place.Condition is { } mask ? scope[mask] : _target.Read(Value.ConstantBits(type, 1));
        var address = scope[place.Address!];
        if (source.Kind == SourceKind.Buffer)
            return place.Condition is { } isThere
                ? _target.LoadWhere(scope[isThere], source.Binding, address)
                : _target.Load(source.Binding, address);
        var number = _target.Read(Value.Input(0, _index.Type).To(type), address);
        return place.Condition is { } condition ? _target.Read(Choice(type), scope[condition], number, zero) : number;
    }

    private static Value Choice(DType type) =>
        Value.Select(Value.Input(0, DType.Bool), Value.Input(1, type), Value.Input(2, type));

    // The results of an item.
    private void Store(Dictionary<Value, T> scope)
    {
        foreach (var store in _program.Stores)
        {
            var place = _index.Of(store.View, (_item, 0, store.View.Shape.Rank));
            var binding = store.Binding;
            var address = _target.Keep(_index.Type, Read(place.Address!, scope), "at");
            var value = _slots[store.Slot];
            if (store.IsAdded)
            {
                var (old, added) = (Value.Input(0, store.Type), Value.Input(1, store.Type));
                value = _target.Read(store.Type == DType.Bool ? old | added : old + added, _target.Load(binding, address), value);
            }
            _target.Store(binding, address, value);
        }
    }

    private Place PlaceOf(Source source)
    {
        if (source.Kind == SourceKind.Literal || source.View.Shape.Size == 0)
            return default;
        return _pass.Layout is not { } layout
            ? _index.Of(source.View, (_item, 0, _program.Space.Rank))
            : _index.Of(
                source.View,
                (_index.Divide(_item, layout.Segments * layout.Kept), 0, _program.ReducedFrom),
                (_element, _program.ReducedFrom, _program.ReducedTo),
                (_index.Remainder(_item, layout.Kept), _program.ReducedTo, _program.Space.Rank)
            );
    }

    private Value Segment(ReductionLayout layout) => _index.Remainder(_index.Divide(_item, layout.Kept), layout.Segments);

    private static IEnumerable<int> Operands(Call call) => ((int[])[call.A, call.B, call.C]).Take(call.Op.Arity);

    private int LevelOf(Place place)
    {
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

    private T Literal(long value) => _target.Read(_index.Literal(value));

    private T Read(Value value, Dictionary<Value, T> scope)
    {
        _target.Read([value], scope);
        return scope[value];
    }

    private static Dictionary<Value, T> NewScope() => new(ReferenceEqualityComparer.Instance);

    private static Dictionary<Value, T> Inside(Dictionary<Value, T> scope) => new(scope, ReferenceEqualityComparer.Instance);
}
