// emojigen gen ...   what ./emoji-gen runs
// emojigen dev ...   what ./emoji-dev runs
using EmojiGen.Cli;
using EmojiGen.Generation;
using EmojiGen.Torch;

var terminal = Terminal.OfProcess();
var installation = Installation.Find() with { Building = new BuildProgress(terminal) };
TorchLibrary.WhenNotBuilt = () => FurtherSetUp.Models(terminal, installation);
return CommandLine.Run(args, terminal, installation);
