"""Stable Diffusion 1.5's operators in PyTorch: the same shapes in the same order, random weights, channels-last.

diffusers itself is not needed: a network's time is its operators'. Prints one line "name milliseconds" for each part; bench/run stable-diffusion reads them.
Arguments: the type (bfloat16, float32), rounds, and the parts.
"""
import os
import sys
import time

import torch
import torch.nn.functional as F

# 1.13 takes half of the processors for hyperthreads, also where none is one.
torch.set_num_threads(len(os.sched_getaffinity(0)))

torch.set_grad_enabled(False)
LAST = torch.channels_last
TYPE = getattr(torch, sys.argv[1])


def random(*shape, scale=0.02):
    x = (torch.randn(shape) * scale).to(TYPE)
    return x.contiguous(memory_format=LAST) if len(shape) == 4 else x


class Conv:
    def __init__(self, inputs, outputs, kernel=3, stride=1):
        self.weight, self.bias, self.stride, self.padding = random(outputs, inputs, kernel, kernel), random(outputs), stride, kernel // 2

    def __call__(self, x):
        return F.conv2d(x, self.weight, self.bias, self.stride, self.padding)


class Linear:
    def __init__(self, inputs, outputs, bias=True):
        self.weight, self.bias = random(outputs, inputs), random(outputs) if bias else None

    def __call__(self, x):
        return F.linear(x, self.weight, self.bias)


class Norm:
    def __init__(self, width, groups=0, epsilon=1e-5):
        self.weight, self.bias, self.width, self.groups, self.epsilon = random(width) + 1, random(width), width, groups, epsilon

    def __call__(self, x):
        if self.groups:
            return F.group_norm(x, self.groups, self.weight, self.bias, self.epsilon)
        return F.layer_norm(x, (self.width,), self.weight, self.bias, self.epsilon)


def attend(q, k, v, heads, causal=False):
    """By batched products and softmax, as PyTorch 1.13 has no fused attention; by the fused one where there is one."""
    b, t, width = q.shape
    q, k, v = (x.view(b, -1, heads, width // heads).transpose(1, 2) for x in (q, k, v))
    if hasattr(F, "scaled_dot_product_attention"):
        out = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    else:
        q, k, v = (x.reshape(b * heads, -1, width // heads) for x in (q, k, v))
        scores = torch.baddbmm(torch.empty(1, 1, 1, dtype=TYPE), q, k.transpose(1, 2), beta=0, alpha=(width // heads) ** -0.5)
        if causal:
            scores += torch.full((t, t), float("-inf")).triu(1).to(TYPE)
        out = torch.bmm(scores.softmax(-1), v).view(b, heads, t, -1)
    return out.transpose(1, 2).reshape(b, t, width)


class Resnet:
    def __init__(self, inputs, outputs, time=None):
        self.norm1, self.conv1 = Norm(inputs, 32), Conv(inputs, outputs)
        self.norm2, self.conv2 = Norm(outputs, 32), Conv(outputs, outputs)
        self.time = Linear(time, outputs) if time else None
        self.shortcut = Conv(inputs, outputs, 1) if inputs != outputs else None

    def __call__(self, x, time=None):
        hidden = self.conv1(F.silu(self.norm1(x)))
        if self.time:
            hidden = hidden + self.time(F.silu(time))[:, :, None, None]
        hidden = self.conv2(F.silu(self.norm2(hidden)))
        return (self.shortcut(x) if self.shortcut else x) + hidden


class Attention:
    def __init__(self, width, heads, context=None, bias=False):
        self.heads = heads
        self.q, self.k, self.v, self.out = Linear(width, width, bias), Linear(context or width, width, bias), Linear(context or width, width, bias), Linear(width, width)

    def __call__(self, x, context=None, causal=False):
        context = x if context is None else context
        return self.out(attend(self.q(x), self.k(context), self.v(context), self.heads, causal))


class Transformer:
    def __init__(self, channels):
        self.norm, self.proj_in, self.proj_out = Norm(channels, 32, 1e-6), Conv(channels, channels, 1), Conv(channels, channels, 1)
        self.norms = [Norm(channels) for _ in range(3)]
        self.own, self.cross = Attention(channels, 8), Attention(channels, 8, 768)
        self.up, self.down = Linear(channels, 8 * channels), Linear(4 * channels, channels)

    def __call__(self, x, context):
        b, c, h, w = x.shape
        hidden = self.proj_in(self.norm(x)).permute(0, 2, 3, 1).reshape(b, h * w, c)
        hidden = self.own(self.norms[0](hidden)) + hidden
        hidden = self.cross(self.norms[1](hidden), context) + hidden
        value, gate = self.up(self.norms[2](hidden)).chunk(2, -1)
        hidden = self.down(value * F.gelu(gate)) + hidden
        return self.proj_out(hidden.reshape(b, h, w, c).permute(0, 3, 1, 2)) + x


class UNet:
    def __init__(self):
        widths, time = (320, 640, 1280, 1280), 1280
        self.time = [Linear(320, time), Linear(time, time)]
        self.input, self.output, self.norm = Conv(4, 320), Conv(320, 4), Norm(320, 32)
        self.down, self.up = [], []
        for i, width in enumerate(widths):
            for j in range(2):
                self.down.append((Resnet(widths[max(i - 1, 0)] if j == 0 else width, width, time), Transformer(width) if i < 3 else None))
            if i < 3:
                self.down.append((Conv(width, width, 3, 2), None))
        self.middle = [Resnet(1280, 1280, time), Transformer(1280), Resnet(1280, 1280, time)]
        for i, width in reversed(list(enumerate(widths))):
            for j in range(3):
                below = widths[min(i + 1, 3)] if j == 0 else width
                skip = widths[max(i - 1, 0)] if j == 2 else width
                self.up.append((Resnet(below + skip, width, time), Transformer(width) if i < 3 else None))
            if i > 0:
                self.up.append((Conv(width, width), None))

    def __call__(self, x, context):
        time = self.time[1](F.silu(self.time[0](random(x.shape[0], 320))))
        x = self.input(x)
        skips = [x]
        for layer, transformer in self.down:
            x = layer(x, time) if isinstance(layer, Resnet) else layer(x)
            x = transformer(x, context) if transformer else x
            skips.append(x)
        x = self.middle[2](self.middle[1](self.middle[0](x, time), context), time)
        for layer, transformer in self.up:
            if isinstance(layer, Resnet):
                x = layer(torch.cat([x, skips.pop()], 1), time)
            else:
                x = layer(F.interpolate(x, scale_factor=2.0, mode="nearest"))
            x = transformer(x, context) if transformer else x
        return self.output(F.silu(self.norm(x)))


class Decoder:
    def __init__(self):
        self.post, self.input, self.norm, self.output = Conv(4, 4, 1), Conv(4, 512), Norm(128, 32, 1e-6), Conv(128, 3)
        self.middle = [Resnet(512, 512), Norm(512, 32, 1e-6), Attention(512, 1, bias=True), Resnet(512, 512)]
        self.levels, inputs = [], 512
        for width, up in ((512, True), (512, True), (256, True), (128, False)):
            self.levels.append(([Resnet(inputs if j == 0 else width, width) for j in range(3)], Conv(width, width) if up else None))
            inputs = width

    def __call__(self, x):
        x = self.middle[0](self.input(self.post(x)))
        b, c, h, w = x.shape
        x = x + self.middle[2](self.middle[1](x).permute(0, 2, 3, 1).reshape(b, h * w, c)).reshape(b, h, w, c).permute(0, 3, 1, 2)
        x = self.middle[3](x)
        for resnets, up in self.levels:
            for resnet in resnets:
                x = resnet(x)
            if up:
                x = up(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        return self.output(F.silu(self.norm(x)))


class Text:
    def __init__(self):
        self.layers = [(Norm(768), Attention(768, 12, bias=True), Norm(768), Linear(768, 3072), Linear(3072, 768)) for _ in range(12)]
        self.norm, self.tokens = Norm(768), random(49408, 768)

    def __call__(self, ids):
        x = F.embedding(ids, self.tokens)
        for norm1, attention, norm2, up, down in self.layers:
            x = x + attention(norm1(x), causal=True)
            hidden = up(norm2(x))
            x = x + down(hidden * torch.sigmoid(1.702 * hidden))
        return self.norm(x)


def report(name, rounds, compute):
    compute()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        compute()
        times.append(time.perf_counter() - start)
    print(name, sorted(times)[len(times) // 2] * 1000, flush=True)


def main():
    rounds, parts = int(sys.argv[2]), sys.argv[3:]
    torch.manual_seed(0)
    print("version", torch.__version__, flush=True)
    conv, x = Conv(320, 320), random(1, 320, 64, 64)
    report("unit", 20, lambda: conv(x))
    square = torch.randn(2048, 2048)
    report("product", 5, lambda: square @ square)
    if "unet" in parts or "unet2" in parts:
        unet = UNet()
        for batch in (1, 2):
            if ("unet" if batch == 1 else "unet2") in parts:
                sample, states = random(batch, 4, 64, 64, scale=1), random(batch, 77, 768, scale=1)
                report("unet" if batch == 1 else "unet2", rounds, lambda: unet(sample, states))
        del unet
    if "vae" in parts:
        decoder, latents = Decoder(), random(1, 4, 64, 64, scale=1)
        report("vae", rounds, lambda: decoder(latents))
        del decoder
    if "text" in parts:
        text, ids = Text(), torch.arange(77).unsqueeze(0)
        report("text", rounds, lambda: text(ids))


main()
