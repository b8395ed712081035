using static Functional.Tests.ExampleProgram;

namespace Functional.Tests;

/// <summary>The small examples, each run as a user runs it: what they print, and what they say to arguments that they do not take.</summary>
public sealed class ExamplesTests
{
    [Fact]
    public void A_line_is_found()
    {
        var lines = Lines("LinearRegression");
        Assert.Equal("step  0: mean squared error 15.4544", lines[0]);
        Assert.Equal("step 40: mean squared error  0.0100", lines[4]);
        Assert.Equal(["weight [ 1.997, -1.017,  0.505] float32[3]", "bias   2.996"], lines[5..]);
    }

    [Fact]
    public void A_Gaussian_process_learns_its_own_noise()
    {
        var lines = Lines("GaussianProcess");
        Assert.Equal("before: −ln p = 8.658", lines[0]);
        Assert.Matches(@"^after \d+ moves: −ln p = -12\.126$", lines[1]);
        Assert.Equal(["  amplitude 1.171", "  length    1.823", "  noise     0.086"], lines[2..5]);
        Assert.Equal("    3    1.04    1.05 ± 0.08", lines[9]);
    }

    [Fact]
    public void Two_components_are_found_among_ten_dimensions() =>
        Assert.Equal(
            [
                "deviations [3.024, 1.018, 0.109, 0.105] float64[4]",
                "two components explain 99.2 % of the variance",
                "largest difference of the projections 0.006",
                "mean squared error of points from two numbers 0.0080",
            ],
            Lines("PrincipalComponents")
        );

    [Fact]
    public void A_residual_network_tells_spirals_apart()
    {
        var lines = Lines("ResidualNetwork");
        Assert.Equal("6690 parameters, of which the first block has:", lines[0]);
        Assert.Equal("first.1.weight  float32[32,32]  1024", lines[4]);
        Assert.Matches(@"^epoch  60: loss 0\.00\d\d, right in 100\.0 %$", lines[^2]);
        Assert.InRange(Number(lines[^1], @"^of 1000 other points, right in ([\d.]+) %$"), 98, 100);
    }

    [Fact]
    public void Names_are_learnt_and_the_same_seed_draws_the_same()
    {
        var lines = Lines("Names", "--epochs", "10", "--count", "4", "--seed", "3");
        Assert.Equal(["226 names, 1552 letters, an alphabet of 26", "computed on cpu"], lines[..2]);
        Assert.InRange(Number(lines[6], @"^epoch  10: loss ([\d.]+) nats a letter, right in [\d.]+ %$"), 1, 2);
        Assert.Equal(11, lines.Length);
        Assert.All(lines[7..], name => Assert.Matches("^[a-z]{1,20}$", name));
        Assert.Equal(lines, Lines("Names", "--epochs", "10", "--count", "4", "--seed", "3"));
        Assert.NotEqual(lines[7..], Lines("Names", "--epochs", "10", "--count", "4", "--seed", "4")[7..]);
    }

    [Fact]
    public void Names_of_a_file_are_learnt()
    {
        var lines = Lines("Names", "--data", SharedData.PathOf("names/names.txt"), "--epochs", "1");
        Assert.Equal("32033 names, 228146 letters, an alphabet of 27", lines[0]);
        Assert.InRange(Number(lines[2], @"^epoch   1: loss ([\d.]+) nats a letter, right in [\d.]+ %$"), 1.9, 2.4);
    }

    [Fact]
    public void Names_are_learnt_on_the_device_to_nearly_the_same_loss()
    {
        Vulkan.Device.OrSkip();
        string[] arguments = ["--epochs", "2", "--count", "1"];
        var (here, there) = (Lines("Names", arguments), Lines("Names", [.. arguments, "--device", "vulkan"]));
        Assert.StartsWith("computed on ", there[1]);
        Assert.NotEqual(here[1], there[1]);
        const string Loss = @"^epoch   2: loss ([\d.]+) nats";
        Assert.Equal(Number(here[3], Loss), Number(there[3], Loss), 0.01);
        Assert.Matches("^[a-z]{1,20}$", there[^1]);
    }

    [Fact]
    public void A_device_does_what_the_op_table_says()
    {
        Vulkan.Device.OrSkip();
        var (status, output, error) = Run("Devices", "--quick");
        Assert.Equal((0, ""), (status, error));
        Assert.Matches(@"(\d{3}) of \1 within tolerance on .+\n$", output);
    }

    [Fact]
    public void A_device_that_cannot_add_fails()
    {
        Vulkan.Device.OrSkip();
        var (status, output, _) = Run("Devices", [("FUNCTIONAL_VULKAN_LIMITS", "binding=1024")], "--quick", "--operation", "add");
        Assert.Equal(1, status);
        Assert.Contains("FAILED add of int32: [add] on Vulkan: cannot compute int32", output);
        Assert.Contains("\n0 of 2 within tolerance on ", output);
    }

    [Theory]
    [InlineData("Devices", 2)]
    [InlineData("Digits", 1, "--device", "vulkan")]
    [InlineData("Names", 1, "--device", "vulkan")]
    [InlineData("Characters", 1, "--device", "vulkan")]
    [InlineData("Gpt", 1, "--device", "vulkan")]
    [InlineData("Pictures", 1, "--device", "vulkan")]
    [InlineData("Autoencoder", 1, "--device", "vulkan")]
    public void Without_a_driver_programs_say_so(string program, int expected, params string[] arguments)
    {
        var (status, output, error) = Run(
            program,
            [("VK_DRIVER_FILES", "/nowhere"), ("VK_ICD_FILENAMES", "/nowhere")],
            arguments
        );
        Assert.Equal((expected, ""), (status, output));
        Assert.StartsWith(
            $"{program.ToLowerInvariant()}: [vulkan] the Vulkan loader found no driver. Install the GPU's own driver, or Mesa's software one (mesa-vulkan-drivers on Debian), or use the CPU.",
            error
        );
        Assert.Equal(
            program == "Devices",
            error.Contains("apt-get install libvulkan1 mesa-vulkan-drivers", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("Exception", error);
    }

    [Fact]
    public void FSharp_trains_with_a_fold()
    {
        var lines = Lines("FSharpExample");
        Assert.Equal("d/dx Σ x³ - 2x at (1, 2): [ 1.0, 10.0] float64[2]", lines[0]);
        Assert.InRange(Number(lines[1], @"^160 steps, loss 0\.\d{4}, right in ([\d.]+) % of other points$"), 93, 100);
    }

    [Fact]
    public void LanguageExt_stops_early_saves_and_loads()
    {
        var lines = Lines("LanguageExtExample", "--patience", "5");
        var error = Number(lines[0], @"^\d+ epochs, best after \d+ steps: validation error ([\d.]+), 0\.0100 of it noise$");
        Assert.InRange(error, 0.005, 0.05);
        Assert.Equal(error, Number(lines[1], @"^saved and loaded: ([\d.]+)$"));
        Assert.Matches(@"^\[load\] '.*curve\.safetensors' cannot be read: ", lines[2]);
    }

    [Fact]
    public void LanguageExt_says_all_that_is_wrong_at_once()
    {
        var (status, output, error) = Run(
            "LanguageExtExample",
            "--width",
            "zero",
            "--rate",
            "-1",
            "--colour",
            "red",
            "--patience"
        );
        Assert.Equal((1, ""), (status, output));
        Assert.Equal(
            [
                "--width needs a whole number from 1 to 4096, got 'zero'.",
                "--rate needs a positive number, got '-1'.",
                "'--colour' is no option; there are --width, --rate, --patience.",
                "--patience needs a value behind it.",
            ],
            error.TrimEnd().Split(Environment.NewLine)
        );
    }

    // Slopes: 1 + sin 2x; the 0.9 within; how many windows have an element as their median.
    [Theory]
    [InlineData("cpu")]
    [InlineData("vulkan")]
    public void Own_operations_give_these_numbers(string device)
    {
        if (device == "vulkan")
        {
            Vulkan.Device.OrSkip();
            Vulkan.Tools.Run("glslc", AppContext.BaseDirectory, "--version");
        }
        Assert.Equal(
            [
                "snake      [-1.1732, -0.2702,  0.0000,  0.7298,  2.8268] float64[5]",
                "its slope  [1.7568, 0.1585, 1.0000, 1.8415, 0.2432] float64[5]",
                "quantized  [-1.7500, -0.5000,  0.0000,  0.5000,  1.7500] float64[5]",
                "its slope  [0.9000, 0.9000, 0.9000, 0.9000, 0.9000] float64[5]",
                "median     [5.0, 2.0, 7.0] float64[3]",
                "its slope  [1.0, 0.0, 0.0, 1.0, 1.0] float64[5]",
                "of rows",
                "[[2.0, 2.0],",
                " [5.0, 5.0]] float64[2,2]",
            ],
            Lines("CustomOperation", device)
        );
    }

    [Fact]
    public void A_gradient_check_is_a_test_project()
    {
        var (status, output, _) = Run("GradientCheck", "-noColor", "-noLogo");
        Assert.Equal(0, status);
        Assert.Contains("Total: 5, Errors: 0, Failed: 0, Skipped: 0", output);
    }

    [Theory]
    [InlineData("ResidualNetwork", "many")]
    [InlineData("ResidualNetwork", "0")]
    [InlineData("FSharpExample", "many")]
    [InlineData("FSharpExample", "-1")]
    [InlineData("LanguageExtExample", "--rate")]
    [InlineData("LanguageExtExample", "--rate", "NaN")]
    [InlineData("Names", "--epochs")]
    [InlineData("Names", "--epochs", "many")]
    [InlineData("Names", "--seed", "99999999999999999999")]
    [InlineData("Names", "--data", "/nowhere/names.txt")]
    [InlineData("Names", "--data", "Functional.dll")]
    [InlineData("Names", "--colour", "red")]
    [InlineData("Names", "--device", "abacus")]
    [InlineData("Characters", "--text", "/nowhere/text.txt")]
    [InlineData("Characters", "--text", "Functional.dll")]
    [InlineData("Characters", "--load", "Functional.dll")]
    [InlineData("Characters", "--save", "/nowhere/text.safetensors")]
    [InlineData("Characters", "--temperature", "0")]
    [InlineData("Gpt", "--prompt", "")]
    [InlineData("Gpt", "--prompt", "日")]
    [InlineData("Gpt", "--width", "30")]
    [InlineData("Gpt", "--context", "100000")]
    [InlineData("Pictures", "--images", "0")]
    [InlineData("Pictures", "--data", "/nowhere")]
    [InlineData("Autoencoder", "--output", "/")]
    [InlineData("Autoencoder", "--colour", "red")]
    [InlineData("Devices", "--colour")]
    [InlineData("Devices", "one", "two")]
    public void What_goes_wrong_is_one_line(string program, params string[] arguments)
    {
        var (status, output, error) = Run(program, arguments);
        Assert.Equal((1, ""), (status, output));
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("Exception", error);
    }
}
