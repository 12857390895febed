// emojigen gen ...   what ./emoji-gen runs
// emojigen dev ...   what ./emoji-dev runs
using EmojiGen.Cli;

return CommandLine.Run(args, Terminal.OfProcess(), Installation.Find());
