// emojigen gen ...   what ./emoji-gen runs
// emojigen dev ...   what ./emoji-dev runs
using EmojiGen.Cli;
using EmojiGen.Generation;

return CommandLine.Run(args, Terminal.OfProcess(), Installation.Find());
