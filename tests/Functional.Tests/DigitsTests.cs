using System.Buffers.Binary;
using System.Diagnostics;

namespace Functional.Tests;

/// <summary>The example that the README begins with, as a user runs it, on a handful of images.</summary>
public sealed class DigitsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string Network => Path.Combine(_folder, "net.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_trains_saves_and_loads()
    {
        WriteData(count: 60);
        var (status, trained, _) = Run("--data", _folder, "--epochs", "2", "--batch", "20", "--seed", "3", "--output", Network);
        Assert.Equal(0, status);
        var last = trained.TrimEnd().Split('\n')[^1].TrimEnd();
        Assert.Matches(@"^test accuracy: [01]\.\d{4}$", last);
        var shapes = Checkpoint.Load(Network).Where(x => x.Value.Rank > 1).Select(x => $"{x.Value.Shape}");
        Assert.Equal(["[16,1,3,3]", "[32,16,3,3]", "[128,800]", "[10,128]"], shapes);

        var (_, loaded, _) = Run("--data", _folder, "--load", Network);
        Assert.Equal(last, loaded.TrimEnd().Split('\n')[^1].TrimEnd());

        var first = File.ReadAllBytes(Network);
        Run("--data", _folder, "--epochs", "2", "--batch", "20", "--seed", "3", "--output", Network);
        Assert.Equal(first, File.ReadAllBytes(Network));
    }

    [Fact]
    public void It_trains_on_the_device_and_the_cpu_reads_with_what_it_learnt()
    {
        Vulkan.Device.OrSkip();
        WriteData(count: 60);
        string[] training = ["--data", _folder, "--epochs", "2", "--batch", "20", "--seed", "3", "--output", Network];
        var (status, output, error) = Run([.. training, "--device", "vulkan"]);
        Assert.Equal((0, ""), (status, error));
        Assert.DoesNotContain("computed on cpu", output);
        var there = Checkpoint.Load(Network);
        var (_, read, _) = Run("--data", _folder, "--load", Network);
        Assert.Equal(output.TrimEnd().Split('\n')[^1], read.TrimEnd().Split('\n')[^1]);

        Run(training);
        foreach (var (path, here) in Checkpoint.Load(Network))
            Assert.InRange((here - there[path]).Abs().Max().Item(), 0, 1e-3);
    }

    [Fact]
    public void An_epoch_on_the_device_reads_97_of_100_digits()
    {
        Vulkan.Device.OrSkip();
        Assert.SkipUnless(TestSize.IsFull, "Minutes on a device in software; tried with FUNCTIONAL_TESTS=full.");
        var digits = SharedData.PathOf("mnist");
        var (status, output, error) = Run("--data", digits, "--epochs", "1", "--output", Network, "--device", "vulkan");
        Assert.Equal((0, ""), (status, error));
        var accuracy = output.TrimEnd().Split('\n')[^1]["test accuracy: ".Length..];
        Assert.InRange(double.Parse(accuracy, System.Globalization.CultureInfo.InvariantCulture), 0.97, 1);
    }

    [Fact]
    public void Files_that_are_there_are_not_downloaded_again()
    {
        var digits = SharedData.PathOf("mnist");
        WriteData(count: 20);
        Run("--data", _folder, "--epochs", "1", "--output", Network);
        var (status, output, error) = Run("--data", digits, "--download", "--load", Network);
        Assert.Equal((0, ""), (status, error));
        Assert.StartsWith($"60000 images for training, 10000 for testing, {digits}", output);
    }

    // The mirrors are asked through a proxy, which refuses to connect.
    [Fact]
    public void A_refused_download_is_one_line_that_names_the_last_mirror()
    {
        using var proxy = new TinyServer([]);
        var (status, output, error) = Run(["--data", Path.Combine(_folder, "mnist"), "--download"], proxy.Address);
        Assert.Equal((1, ""), (status, output));
        Assert.StartsWith($"digits: [download] '{Mnist.Mirrors[^1]}train-images-idx3-ubyte.gz' cannot be reached: ", error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Equal(Mnist.Mirrors.Select(mirror => $"{mirror.Host}:443"), proxy.Asked);
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("--epochs", "0")]
    [InlineData("--data", "/nowhere")]
    [InlineData("--load", "/nowhere/net.safetensors")]
    [InlineData("--device", "abacus")]
    [InlineData("--colour", "red")]
    public void What_goes_wrong_is_one_line(string option, string value)
    {
        WriteData(count: 3);
        var (status, _, error) = Run(option == "--data" ? [option, value] : ["--data", _folder, option, value]);
        Assert.Equal(1, status);
        Assert.StartsWith("digits: ", error);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static (int Status, string Output, string Error) Run(params string[] arguments) => Run(arguments, proxy: null);

    private static (int Status, string Output, string Error) Run(string[] arguments, Uri? proxy)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Digits.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (proxy is not null)
        {
            start.Environment["https_proxy"] = start.Environment["HTTPS_PROXY"] = proxy.ToString();
            start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = null;
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    // A bright column stands where the digit is.
    private void WriteData(int count)
    {
        foreach (var part in new[] { "train", "t10k" })
        {
            var (images, labels) = (new byte[count * 784], new byte[count]);
            for (var i = 0; i < count; i++)
            {
                labels[i] = (byte)(i % 10);
                for (var row = 0; row < 28; row++)
                    images[(i * 784) + (row * 28) + (labels[i] * 2) + 4] = 255;
            }
            Write($"{part}-images-idx3-ubyte", images, count, 28, 28);
            Write($"{part}-labels-idx1-ubyte", labels, count);
        }
    }

    private void Write(string name, byte[] bytes, params int[] sizes)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (var axis = 0; axis < sizes.Length; axis++)
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * axis)), sizes[axis]);
        File.WriteAllBytes(Path.Combine(_folder, name), [.. header, .. bytes]);
    }
}
