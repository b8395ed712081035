using System.Diagnostics;
using System.Text;
using Digits;
using Functional;
using Functional.Vulkan;

Console.OutputEncoding = Encoding.UTF8;
return CommandLine.Run(args, Run);

static void Run(Options options)
{
    using var vulkan = options.Device == "cpu" ? null : VulkanDevice.Create(options.Device == "vulkan" ? null : options.Device);
    var device = vulkan ?? Device.Cpu;
    var source = options.Download ? Download(options.Data ?? Mnist.Folder) : options.Data;
    var (training, test) = source is { } folder ? DigitImages.Read(folder) : DigitImages.Draw(options.Seed);
    Console.WriteLine($"{training.Count} images for training, {test.Count} for testing, {source ?? "drawn here"}");
    Console.WriteLine($"computed on {device}");

    var parameters = options.Load is { } file ? Checkpoint.Load(file) : Train(training, options, device);

    var scores = Classifier.Read(test, parameters, device);
    Report.ShowDigits(test, scores);
    Report.ShowTable(scores);
    Console.WriteLine($"test accuracy: {scores.Accuracy:F4}");
}

static string Download(string folder)
{
    Mnist.Download(folder, progress: Show);
    return folder;

    static void Show(string name, long done, long? all)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r{name}: {done:N0} bytes{(done == all ? "\n" : "")}");
    }
}

static Parameters Train(DigitImages images, Options options, Device device)
{
    CheckOutput(options.Output);
    var watch = Stopwatch.StartNew();
    var parameters = Progress.Watch(
        options.Epochs,
        options.StepsFor(images),
        progress => Classifier.Train(images, options, progress, device)
    );
    var seconds = watch.Elapsed.TotalSeconds;
    Console.WriteLine($"trained in {seconds:F1} s: {(double)options.Epochs * images.Count / seconds:N0} images/s");

    Checkpoint.Save(options.Output, parameters);
    Console.WriteLine($"{parameters.Size} parameters saved in {options.Output}");
    return parameters;
}

// What cannot be written shall be known before the work is done.
static void CheckOutput(string path)
{
    if (Directory.Exists(path))
        throw new IOException($"'{path}' is a folder; --output needs a file.");
    if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder))
        throw new DirectoryNotFoundException($"'{folder}' is not a folder; --output needs one.");
}
