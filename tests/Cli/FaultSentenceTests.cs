using EmojiGen.Cli;

namespace EmojiGen.Tests.Cli;

public class FaultSentenceTests
{
    static string Of(Action fails)
    {
        try
        {
            fails();
        }
        catch (Exception e)
        {
            return FaultSentence.Of(e);
        }
        throw new InvalidOperationException("Nothing failed.");
    }

    [Fact]
    public void What_NET_says_of_a_fault_of_ours_is_not_passed_off_as_a_sentence()
    {
        Of(() => _ = new List<int>()[^1]).ShouldStartWith("Unexpected ArgumentOutOfRangeException:");
        Of(() => Enumerable.Empty<int>().First()).ShouldStartWith("Unexpected InvalidOperationException:");
        Of(() => int.Parse("x")).ShouldStartWith("Unexpected FormatException:");
    }

    [Fact]
    public void A_file_that_NET_cannot_open_is_named_with_the_reason()
    {
        Of(() => File.ReadAllText("/no/such/file")).ShouldBe("Cannot open /no/such/file: there is no such folder.");
        Of(() => File.ReadAllText("/proc/nothing")).ShouldBe("Cannot open /proc/nothing: there is no such file.");
        Of(() => File.WriteAllText("/proc", "")).ShouldBe("Cannot open /proc: it is a folder, or permission denied.");
    }

    [Fact]
    public void A_sentence_of_a_room_is_said_as_it_is_without_the_parameters_name()
    {
        Of(() => EmojiGen.Hub.HubName.Parse("a/b/c/d")).ShouldNotContain("Unexpected");
        Of(() => SafetensorsFile.Open("/no/such.safetensors")).ShouldBe("Safetensors file '/no/such.safetensors' does not exist.");
        Of(() => EmojiGen.Torch.Tensor.Full([2], 1).Reshape(-5)).ShouldNotContain("(Parameter");
    }

    [Fact]
    public void A_strangers_name_cannot_colour_the_terminal()
    {
        var said = Of(() => SafetensorsFile.Open("/no/\u001b[31msuch\r\nfile"));
        said.Any(char.IsControl).ShouldBeFalse();
        said.ShouldContain("[31msuch");
    }

    [Fact]
    public void What_was_written_beside_its_place_and_cannot_be_put_there_names_the_place()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("weights.safetensors"));
        Of(() => SafetensorsWriter.Write(folder.File("weights.safetensors"), []))
            .ShouldBe($"Cannot write {folder.File("weights.safetensors")}: there is a folder of that name.");
        Directory.GetFileSystemEntries(folder.Path).ShouldHaveSingleItem();
    }
}
