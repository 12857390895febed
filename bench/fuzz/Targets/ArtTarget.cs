using System.Runtime.ExceptionServices;
using System.Text;
using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Tests.Imaging;

namespace EmojiGen.Fuzz.Targets;

/// <summary>Art of a stranger that is added: an Iconify set (first byte 0), a colour-emoji font (1), or a folder with one SVG
/// (2).</summary>
sealed class ArtTarget : FuzzTarget
{
    const string Key = "strange";

    readonly Tests.TemporaryFolder built = new();
    readonly ArtLibrary library;

    public ArtTarget()
    {
        foreach (var file in Directory.EnumerateFiles(Installation.Find().Art, "catalogue*"))
            File.Copy(file, built.File(Path.GetFileName(file)));
        library = ArtLibrary.Open(built.Path);
    }

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, .. Encoding.UTF8.GetBytes("""
            {"prefix": "x", "info": {"name": "X", "author": {"name": "me"}, "license": {"title": "MIT", "spdx": "MIT"}}, "width": 24, "height": 24, "left": 0,
             "icons": {"cat-face": {"body": "<circle cx=\"12\" cy=\"12\" r=\"9\" fill=\"red\"/>"}, "dog-face": {"body": "<path d=\"M0 0h9v9z\"/>", "width": 9, "rotate": 1, "hFlip": true}},
             "aliases": {"dog": {"parent": "dog-face", "vFlip": true}, "kitten": {"parent": "cat-face"}}, "chars": {"1f431": "cat-face", "1f436": "dog-face"}}
            """)],
        [1, .. TinyColorFont.Build()],
        [1, .. TinyColorFont.BuildOfPaints()],
        [1, .. TinyColorFont.BuildOfBitmaps(ImageFile.Encode(ImageFormat.Png, Pictures.Disc(32)), 32)],
        [2, .. "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle id='b' cx='4' cy='4' r='4' fill='#fc0'/><path d='M2 3h1v1z'/></svg>"u8],
    ];

    public override byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        var content = input[1..];
        other = other[1..];
        content = input[0] switch
        {
            0 => JsonEdits.Spoil(content, other, random),
            1 => ByteEdits.Spoil(content, other, random),
            _ => SvgEdits.Spoil(content, other, random),
        };
        return [input[0], .. content];
    }

    public override void Read(byte[] input, string folder)
    {
        var path = Path.Combine(folder, input[0] switch { 0 => "input.json", 1 => "input.ttf", _ => "input" });
        if (input[0] == 2) File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(path).FullName, "1f431.svg"), input[1..]);
        else File.WriteAllBytes(path, input[1..]);
        var before = Directory.GetFileSystemEntries(built.Path).Length;
        Exception? refused = null;
        try
        {
            library.Add(path, Key);
            library.Remove(Key);
        }
        catch (Exception e)
        {
            refused = e;
        }
        if (Directory.GetFileSystemEntries(built.Path).Length != before)
        {
            foreach (var left in Directory.EnumerateFiles(built.Path)
                .Where(it => !Path.GetFileName(it).StartsWith("catalogue", StringComparison.Ordinal)))
                File.Delete(left);
            throw new FuzzFault("a file is left in the folder of the art");
        }
        if (refused is not null) ExceptionDispatchInfo.Throw(refused); // with the stack that says who threw it
    }

    public override void Dispose()
    {
        library.Dispose();
        built.Dispose();
    }
}
