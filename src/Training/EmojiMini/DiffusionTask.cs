using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Imaging;
using EmojiGen.Models.Bert;
using EmojiGen.Models.Clip;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Trains the denoising network of <c>emoji-mini</c> and its IP-Adapter together: on a caption, a style, and a picture of the
/// emoji that is meant.</summary>
/// <remarks>Ho et al. 2020; Ho and Salimans 2021 (what is left out at random); Ye et al. 2023; Hang et al. 2023 (weights). Latents,
/// captions' and pictures' states are computed once, and
/// kept on the CPU: what a batch needs of them goes to the network's device, drawn and noised.</remarks>
sealed class DiffusionTask : TrainingTask
{
    /// <summary>How often each condition is left out. Most prompts come with a picture, but the words must be enough.</summary>
    const double CaptionDropout = 0.1, StyleDropout = 0.1, PictureDropout = 0.2;

    /// <summary>How often a whole batch goes without the adapter, as the network does when it is fine-tuned or drawn with alone.</summary>
    const double Unadapted = 0.2;

    const double SnrGamma = 5;
    const int Batch = 64, ValidationPictures = 256, ShownPictures = 8, ShownSteps = 20;
    const double ShownGuidance = 3;

    readonly UNet2DConditionModel unet;
    readonly IpAdapter adapter;
    readonly AutoencoderKL vae;
    readonly SchedulerConfig scheduler;
    readonly PreparedDataset dataset;
    readonly CaptionStates captions;
    readonly DiffusionObjective objective;
    readonly IReadOnlyList<string> styles;
    readonly Tensor latents, pictures, noPicture;       // (N, C, h, w) scaled; (M, patches, d) of icons; (patches, d)
    readonly Dictionary<int, int> pictureOf = [];       // icons' places to rows of pictures
    readonly Dictionary<string, int[]> iconsOf;         // hexcodes to places
    readonly IReadOnlyList<int> training, validation;

    /// <param name="unet">With values; stays the caller's, as everything else does.</param>
    /// <param name="styles">In the order of the network's classes, which has one more for none.</param>
    public DiffusionTask(UNet2DConditionModel unet, IpAdapter adapter, AutoencoderKL vae, ClipVisionModel imageEncoder,
        SentenceTokenEncoder encoder, PreparedDataset dataset, SchedulerConfig scheduler, IReadOnlyList<string> styles)
    {
        (this.unet, this.adapter, this.vae, this.scheduler, this.dataset, this.styles) = (unet, adapter, vae, scheduler, dataset, styles);
        captions = new CaptionStates(encoder, dataset);
        objective = DiffusionObjective.Of(scheduler);
        training = dataset.Split(Split.Train);
        validation = [.. dataset.Split(Split.Validation).Take(ValidationPictures)];
        var icons = Enumerable.Range(0, dataset.Count).Where(i => dataset.Records[i].Kind == RecordKind.Icon).ToArray();
        iconsOf = icons.GroupBy(i => dataset.Records[i].Emoji, StringComparer.Ordinal)
            .ToDictionary(it => it.Key, it => it.ToArray(), StringComparer.Ordinal);
        for (var i = 0; i < icons.Length; i++) pictureOf.Add(icons[i], i);
        using var noGrad = Autograd.NoGrad();
        using var scope = new TensorScope();
        captions.Encode(training, EmojiMiniNetworks.CaptionTokens);
        latents = All(Enumerable.Range(0, dataset.Count),
            places => vae.Scale(vae.Encode(AutoencoderTask.Pictures(dataset, places).To(vae.Device)).Mean.To(DType.Float32)).To(Device.Cpu, DType.Float16));
        pictures = All(icons, places => States(imageEncoder, ImageEncoderTask.Pictures(dataset, places)));
        noPicture = States(imageEncoder, Tensor.Zeros([1, 3, dataset.Side, dataset.Side])).Select(0, 0).Clone().Unscoped();
        unet.ToChannelsLast();
    }

    public override IReadOnlyList<TrainedGroup> Groups =>
        [TrainedGroup.Of(unet, "unet."), new([.. adapter.NamedParameters().Select(it => ($"adapter.{it.Name}", it.Parameter))])];

    public override int ExampleCount => training.Count;

    public override Tensor Loss(TrainingBatch batch)
    {
        int[] places = [.. batch.Indices.Select(it => training[it])];
        return Loss(places, Captions.Draw(dataset, places, batch.Random), batch.Random, drops: true);
    }

    /// <summary>The same loss with all conditions on pictures that it never saw, with the same noise each time.</summary>
    public override Validation? Validate(long step)
    {
        if (validation.Count == 0) return null;
        using var random = new Generator(0);
        var sum = 0.0;
        foreach (var places in validation.Chunk(Batch))
        {
            using var scope = new TensorScope();
            sum += Loss(places, [.. places.Select(it => dataset.Records[it].Prompt)], random, drops: false).ToDouble() * places.Length;
        }
        return new Validation(sum / validation.Count, [("unseen", Samples())]);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        captions.Dispose();
        latents.Dispose();
        pictures.Dispose();
        noPicture.Dispose();
    }

    /// <summary>Emoji that it never saw, in rows: as they are, drawn by their words alone, and by words and picture.</summary>
    Raster Samples()
    {
        using var scope = new TensorScope();
        using var random = new Generator(0);
        int[] emoji = [.. dataset.Split(Split.Validation).Where(pictureOf.ContainsKey).DistinctBy(it => dataset.Records[it].Emoji)];
        if (emoji.Length == 0) return new Raster(dataset.Side, dataset.Side);
        int[] places = [.. EvenSpread.Of(emoji, ShownPictures)];
        var shown = Tensor.Stack([.. places.Select(it => Picture(it, random))]);
        return PictureRows.Of(dataset.Side, ShownPictures, AutoencoderTask.Pictures(dataset, places), Draw(places, null),
            Draw(places, shown));
    }

    /// <param name="shown">(B, patches, d) states of pictures; null: by words alone</param>
    /// <returns>(B, 4, S, S) premultiplied, in [-1, 1]</returns>
    Tensor Draw(int[] places, Tensor? shown)
    {
        using var scope = new TensorScope();
        using var random = new Generator(0);
        using var steps = Scheduler.Create(scheduler);
        steps.SetTimesteps(ShownSteps);
        var sample = random.Normal([places.Length, unet.Config.InChannels, unet.Config.SampleSize, unet.Config.SampleSize],
            device: unet.Device);
        long[] classes = [.. places.Select(it => (long)StyleOf(it))];
        var told = new UNetConditions(
            captions.Padded([.. places.Select(it => dataset.Records[it].Prompt), .. places.Select(_ => "")], EmojiMiniNetworks.CaptionTokens)
                .To(unet.Device))
        {
            ClassLabels = Tensor.From<long>([.. classes, .. classes], 2 * places.Length).To(unet.Device),
            Pictures = shown is null ? null
                : [adapter.Projection.Forward(Tensor.Cat([shown, .. places.Select(_ => noPicture.Unsqueeze(0))]).To(unet.Device))],
        };
        for (var i = 0; i < ShownSteps; i++)
        {
            using var step = new TensorScope();
            var answer = unet.Forward(Tensor.Cat([sample, sample]), Tensor.Scalar(steps.Timesteps[i], device: unet.Device), told).To(DType.Float32);
            Tensor with = answer.Narrow(0, 0, places.Length), without = answer.Narrow(0, places.Length, places.Length);
            sample = step.MoveOut(steps.Step(without + ((with - without) * ShownGuidance), i, sample));
        }
        return scope.MoveOut(vae.Decode(vae.Unscale(sample)).To(DType.Float32));
    }

    static Tensor States(ClipVisionModel encoder, Tensor pictures) => encoder.Forward(pictures.To(encoder.Device)).HiddenStates[^2]
        .To(Device.Cpu, DType.BFloat16);

    static Tensor All(IEnumerable<int> places, Func<int[], Tensor> make) =>
        Tensor.Cat([.. places.Chunk(Batch).Select(some => TensorScope.Run(() => make(some)))]).Unscoped();

    Tensor Loss(int[] places, string[] said, Generator random, bool drops)
    {
        using var scope = new TensorScope();
        var left = random.Uniform([3 * places.Length]).ToArray<float>();
        // (B, C, h, w)
        var clean = latents.IndexSelect(0, Tensor.From(Array.ConvertAll(places, it => (long)it), places.Length)).To(DType.Float32);
        var noise = DiffusionObjective.DrawNoise(clean, random, offset: 0);
        var timesteps = objective.DrawTimesteps(places.Length, random);
        var told = said.Select((caption, i) => drops && left[3 * i] < CaptionDropout ? "" : caption).ToArray();
        var classes = places.Select((place, i) => drops && left[(3 * i) + 1] < StyleDropout ? styles.Count : (long)StyleOf(place))
            .ToArray();
        // (B, patches, d)
        var shown = Tensor.Stack([.. places.Select((place, i) => drops && left[(3 * i) + 2] < PictureDropout ? noPicture
        : Picture(place, random))]);
        var adapted = random.Uniform([1]).ToDouble() >= Unadapted || !drops;
        var answer = unet.Forward(objective.AddNoise(clean, noise, timesteps).To(unet.Device), timesteps.To(unet.Device),
            new UNetConditions(captions.Padded(told, EmojiMiniNetworks.CaptionTokens).To(unet.Device))
            {
                ClassLabels = Tensor.From(classes, classes.Length).To(unet.Device),
                Pictures = adapted ? [adapter.Projection.Forward(shown.To(unet.Device))] : null,
            });
        return scope.MoveOut(objective.Loss(answer, clean, noise, timesteps, SnrGamma));
    }

    int StyleOf(int place) =>
        Enumerable.Range(0, styles.Count).FirstOrDefault(i => styles[i] == dataset.Records[place].Style, styles.Count);

    /// <summary>An emoji of those that the picture shows, in any style.</summary>
    Tensor Picture(int place, Generator random)
    {
        var record = dataset.Records[place];
        int[] candidates = [.. record.Parts.SelectMany(it => iconsOf.GetValueOrDefault(it, []))];
        return candidates.Length == 0 ? noPicture
            : pictures.Select(0, pictureOf[candidates[(int)random.Integers(0, candidates.Length, [1]).ToInt64()]]);
    }
}
