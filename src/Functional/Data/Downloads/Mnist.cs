using LanguageExt;

namespace Functional;

/// <summary>The handwritten digits of LeCun, Cortes and Burges: 60,000 images to train with and 10,000 to test with.</summary>
public static class Mnist
{
    // The largest has 9.9 million.
    private const long MaxBytes = 1 << 24;

    private static readonly (string Name, string[] Sha256)[] Files =
    [
        // As first published, and as compressed again in fgnt/mnist.
        (
            "train-images-idx3-ubyte",
            [
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                "0b367032e93c5d0cea0925647cfdb18614af8ee15f83e6f2fc2ad904a6835971",
            ]
        ),
        ("train-labels-idx1-ubyte", ["3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"]),
        ("t10k-images-idx3-ubyte", ["8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"]),
        ("t10k-labels-idx1-ubyte", ["f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"]),
    ];

    /// <summary>Where the files are, to be asked in this order.</summary>
    public static IReadOnlyList<Uri> Mirrors { get; } =
    [
        new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
        new("https://raw.githubusercontent.com/fgnt/mnist/master/"),
    ];

    /// <summary>Where the files are kept if nobody says where.</summary>
    public static string Folder { get; } = Path.Combine(Functional.Download.CacheFolder, "mnist");

    /// <summary>Fetches the four files, those that are not there already; 11.6 million bytes.</summary>
    /// <param name="folder">Where they go; <see cref="Folder"/> if it is not given.</param>
    /// <param name="mirrors">Addresses that end with a slash, asked in turn; <see cref="Mirrors"/> if they are not given.</param>
    /// <param name="progress">Told a file's name, its bytes so far, and how many there will be if the server says so.</param>
    /// <param name="cancellation">Stops; complete files stay.</param>
    /// <exception cref="DownloadException">No mirror has a file; the message is that of the last.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task DownloadAsync(
        string? folder = null,
        IReadOnlyList<Uri>? mirrors = null,
        Action<string, long, long?>? progress = null,
        CancellationToken cancellation = default
    )
    {
        foreach (var (name, sums) in Files)
        {
            var path = Path.Combine(folder ?? Folder, name + ".gz");
            await FromFirstAsync(mirrors ?? Mirrors, name + ".gz", path, sums, progress, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches the four files as <see cref="DownloadAsync"/> does, and waits for them.</summary>
    /// <param name="folder">Where they go; <see cref="Folder"/> if it is not given.</param>
    /// <param name="mirrors">Addresses that end with a slash, asked in turn; <see cref="Mirrors"/> if they are not given.</param>
    /// <param name="progress">Told a file's name, its bytes so far, and how many there will be if the server says so.</param>
    /// <exception cref="DownloadException">No mirror has a file; the message is that of the last.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Download(
        string? folder = null,
        IReadOnlyList<Uri>? mirrors = null,
        Action<string, long, long?>? progress = null
    ) => DownloadAsync(folder, mirrors, progress).GetAwaiter().GetResult();

    /// <summary>Reads images (<c>float32[n, 28, 28]</c> in [0, 1]) and labels (<c>int64[n]</c>) from files under MNIST's names, gzipped or not.</summary>
    /// <param name="folder">Where they are; <see cref="Folder"/> if it is not given.</param>
    /// <exception cref="FormatException">A file is damaged, of another format, or does not fit the others.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static (Batch Training, Batch Test) Load(string? folder = null) =>
        (Part(folder ?? Folder, "train"), Part(folder ?? Folder, "t10k"));

    /// <summary>Images and labels as <see cref="Load"/> gives them, or why they cannot be read.</summary>
    /// <param name="folder">Where they are; <see cref="Folder"/> if it is not given.</param>
    public static Either<FunctionalException, (Batch Training, Batch Test)> TryLoad(string? folder = null) =>
        Loading.Try("mnist", folder ?? Folder, () => Load(folder));

    private static async Task FromFirstAsync(
        IReadOnlyList<Uri> mirrors,
        string name,
        string path,
        string[] sums,
        Action<string, long, long?>? progress,
        CancellationToken cancellation
    )
    {
        if (mirrors.Count == 0)
            throw new DownloadException("[mnist] there is no mirror to ask.");
        for (var mirror = 0; ; mirror++)
            try
            {
                await Functional
                    .Download.FileAsync(
                        new Uri(mirrors[mirror], name),
                        path,
                        sums,
                        MaxBytes,
                        (done, all) => progress?.Invoke(name, done, all),
                        cancellation
                    )
                    .ConfigureAwait(false);
                return;
            }
            catch (DownloadException) when (mirror < mirrors.Count - 1)
            {
                // The next one may have it.
            }
    }

    private static Batch Part(string folder, string name)
    {
        var (imageFile, labelFile) = (Find(folder, $"{name}-images-idx3-ubyte"), Find(folder, $"{name}-labels-idx1-ubyte"));
        var (images, labels) = (Idx.LoadImages(imageFile), Idx.LoadLabels(labelFile));
        return images.Shape[0] == labels.Shape[0]
            ? new(images, labels)
            : throw new FormatException(
                $"[mnist] '{imageFile}' has {images.Shape[0]} images, '{labelFile}' {labels.Shape[0]} labels."
            );
    }

    private static string Find(string folder, string name)
    {
        var (plain, zipped) = (Path.Combine(folder, name), Path.Combine(folder, name + ".gz"));
        return File.Exists(plain) ? plain
            : File.Exists(zipped) ? zipped
            : throw new FileNotFoundException($"'{folder}' has neither {name} nor {name}.gz.");
    }
}
