namespace Functional;

/// <summary>The base of every exception that this library throws.</summary>
public class FunctionalException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The operation that refused, as in the message's brackets; empty where none took part.</summary>
    public string Operation { get; } = message.StartsWith('[') && message.Contains(']') ? message[1..message.IndexOf(']')] : "";

    /// <summary>The path of the model's layer in which it was thrown; null where there was none.</summary>
    public string? Layer { get; internal set; }

    /// <inheritdoc/>
    public override string Message =>
        Layer is null || base.Message.Contains($"'{Layer}.", StringComparison.Ordinal)
            ? base.Message
            : $"{base.Message} In layer '{Layer}'.";
}

/// <summary>Operands whose shapes do not fit each other or the operation.</summary>
public sealed class ShapeException(string message) : FunctionalException(message);

/// <summary>An axis that the operand does not have, or that is named twice.</summary>
public sealed class AxisException(string message) : FunctionalException(message);

/// <summary>An element type that the operation does not take.</summary>
public sealed class DTypeException(string message) : FunctionalException(message);

/// <summary>A value that an operation found to be invalid when it ran: an index out of range, say.</summary>
public sealed class ValueException(string message) : FunctionalException(message);

/// <summary>Looking at a value where there is none: inside a function that is being compiled or vectorized.</summary>
public sealed class TracingException(string message) : FunctionalException(message);

/// <summary>A derivative that does not exist or cannot be asked for.</summary>
public sealed class DerivativeException(string message) : FunctionalException(message);

/// <summary>A file that is damaged, hostile or of another format.</summary>
public sealed class FormatException(string message, Exception? inner = null) : FunctionalException(message, inner);

/// <summary>A file that cannot be fetched, or is another than expected.</summary>
public sealed class DownloadException(string message, Exception? inner = null) : FunctionalException(message, inner);

/// <summary>A device that is missing or cannot run what it was asked to.</summary>
public class DeviceException(string message, Exception? inner = null) : FunctionalException(message, inner);

/// <summary>A parameter, path or layer that a model lacks or has twice.</summary>
public sealed class ModelException(string message) : FunctionalException(message);
