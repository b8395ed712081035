namespace Functional.Tests.Errors;

/// <summary>Wrong uses of convolutions, pooling and interpolation, each with a name.</summary>
internal static class WrongImages
{
    private static readonly Tensor Images = Tensor.Zeros([2, 3, 8, 8]);
    private static readonly Tensor Kernel = Tensor.Zeros([4, 3, 3, 3]);

    public static IEnumerable<(string Name, Action Use)> Uses =>
        [
            ("a convolution of other channels", () => Images.Conv2D(Tensor.Zeros([4, 5, 3, 3]))),
            ("a convolution in groups of other channels", () => Images.Conv2D(Kernel, groups: 3)),
            ("outputs that do not divide into groups", () => Images.Conv2D(Tensor.Zeros([4, 1, 3, 3]), groups: 3)),
            ("a kernel larger than the image", () => Images.Conv2D(Tensor.Zeros([4, 3, 3, 9]))),
            ("a kernel of another rank", () => Images.Conv2D(Tensor.Zeros([4, 3, 3]))),
            ("a bias of another size", () => Images.Conv2D(Kernel, Tensor.Zeros([3]))),
            ("a stride of 0", () => Images.Conv2D(Kernel, stride: 0)),
            ("strides for other axes", () => Images.Conv2D(Kernel, stride: [1, 1, 1])),
            ("padding to the same size with a stride", () => Images.Conv2D(Kernel, stride: 2, padding: "same")),
            ("padding by an unknown word", () => Images.Conv2D(Kernel, padding: "full")),
            ("a transposed convolution of other channels", () => Images.ConvTranspose2D(Kernel)),
            (
                "an output padding beyond the stride",
                () => Images.ConvTranspose2D(Tensor.Zeros([3, 4, 3, 3]), stride: 2, outputPadding: 2)
            ),
            ("a convolution of bools", () => Images.To(DType.Bool).Conv2D(Kernel)),
            ("a layer whose groups do not divide its channels", () => Operations.Conv2D(4, 6, 3, groups: 4)),
            ("a window larger than the image", () => Images.MaxPool2D(9)),
            ("padding beyond half the window", () => Images.AvgPool2D(2, padding: 2)),
            ("pooling without spatial axes", () => Tensor.Zeros([3]).MaxPool2D(2)),
            ("interpolation to other axes", () => Images.Interpolate([16])),
            ("linear interpolation of whole numbers", () => Images.To(DType.Int32).Interpolate([4, 4], InterpolationMode.Linear)),
            ("shuffled pixels of other channels", () => Images.PixelShuffle(2)),
        ];
}
