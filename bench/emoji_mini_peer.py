"""emoji-mini's denoising network in PyTorch, trained on random latents: the same layers and sizes, AdamW, in float32 and in bfloat16 (autocast).

Prints one line "name milliseconds" for each; bench/run emoji-mini reads them. Arguments: batch, rounds.
"""
import os
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

# 1.13 takes half of the processors for hyperthreads, also where none is one.
torch.set_num_threads(len(os.sched_getaffinity(0)))

CHANNELS, HEADS, TIME, TEXT, TOKENS, LATENT, SIDE = (128, 256, 256), (2, 4, 4), 256, 384, 32, 8, 16


class GroupNorm(nn.GroupNorm):
    """In float32: 1.13 takes no bfloat16 beside weights in float32."""

    def forward(self, x):
        return super().forward(x.float())


class LayerNorm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.float())


class Residual(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm1, self.conv1 = GroupNorm(32, inputs), nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time, self.norm2, self.conv2 = nn.Linear(TIME, outputs), GroupNorm(32, outputs), nn.Conv2d(outputs, outputs, 3, padding=1)
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, time):
        hidden = self.conv1(F.silu(self.norm1(x))) + self.time(time)[:, :, None, None]
        return self.shortcut(x) + self.conv2(F.silu(self.norm2(hidden)))


class Attention(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v = (nn.Linear(n, width, bias=False) for n in (width, context, context))
        self.out = nn.Linear(width, width)

    def forward(self, x, context):
        b, t, width = x.shape
        q, k, v = (y.view(b, -1, self.heads, width // self.heads).transpose(1, 2) for y in (self.q(x), self.k(context), self.v(context)))
        if hasattr(F, "scaled_dot_product_attention"):
            mixed = F.scaled_dot_product_attention(q, k, v)
        else:
            mixed = (q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5).softmax(-1) @ v
        return self.out(mixed.transpose(1, 2).reshape(b, t, width))


class Transformer(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm, self.into, self.out = GroupNorm(32, width), nn.Linear(width, width), nn.Linear(width, width)
        self.norm1, self.norm2, self.norm3 = (LayerNorm(width) for _ in range(3))
        self.own, self.text = Attention(width, heads, width), Attention(width, heads, TEXT)
        self.up, self.down = nn.Linear(width, 8 * width), nn.Linear(4 * width, width)

    def forward(self, x, text):
        b, c, h, w = x.shape
        y = self.into(self.norm(x).permute(0, 2, 3, 1).reshape(b, h * w, c))
        normed = self.norm1(y)
        y = y + self.own(normed, normed)
        y = y + self.text(self.norm2(y), text)
        value, gate = self.up(self.norm3(y)).chunk(2, -1)
        y = y + self.down(value * F.gelu(gate))
        return self.out(y).view(b, h, w, c).permute(0, 3, 1, 2) + x


class Unet(nn.Module):
    def __init__(self):
        super().__init__()
        last = len(CHANNELS) - 1
        self.time = nn.Sequential(nn.Linear(CHANNELS[0], TIME), nn.SiLU(), nn.Linear(TIME, TIME))
        self.classes = nn.Embedding(5, TIME)
        self.first = nn.Conv2d(LATENT, CHANNELS[0], 3, padding=1)
        self.down, self.shrink, self.up, self.grow = nn.ModuleList(), nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        for i, width in enumerate(CHANNELS):
            self.down.append(nn.ModuleList([Residual(CHANNELS[max(i - 1, 0)], width), Transformer(width, HEADS[i])]))
            self.shrink.append(nn.Conv2d(width, width, 3, stride=2, padding=1) if i < last else nn.Identity())
        wide = CHANNELS[-1]
        self.middle = nn.ModuleList([Residual(wide, wide), Transformer(wide, HEADS[-1]), Residual(wide, wide)])
        for i in reversed(range(len(CHANNELS))):
            width, below, skipped = CHANNELS[i], CHANNELS[min(i + 1, last)], CHANNELS[max(i - 1, 0)]
            self.up.append(nn.ModuleList([Residual(below + width, width), Transformer(width, HEADS[i]), Residual(width + skipped, width), Transformer(width, HEADS[i])]))
            self.grow.append(nn.Conv2d(width, width, 3, padding=1) if i > 0 else nn.Identity())
        self.norm, self.last = GroupNorm(32, CHANNELS[0]), nn.Conv2d(CHANNELS[0], LATENT, 3, padding=1)

    def forward(self, x, steps, text, classes):
        rates = torch.exp(-9.2103 * torch.arange(CHANNELS[0] // 2) / (CHANNELS[0] // 2))
        waves = steps[:, None] * rates[None]
        time = F.silu(self.time(torch.cat([waves.cos(), waves.sin()], -1)) + self.classes(classes))
        x = self.first(x)
        skips = [x]
        for i, (residual, transformer) in enumerate(self.down):
            x = transformer(residual(x, time), text)
            skips.append(x)
            if i < len(CHANNELS) - 1:
                x = self.shrink[i](x)
                skips.append(x)
        x = self.middle[2](self.middle[1](self.middle[0](x, time), text), time)
        for i, (one, first, two, second) in enumerate(self.up):
            x = first(one(torch.cat([x, skips.pop()], 1), time), text)
            x = second(two(torch.cat([x, skips.pop()], 1), time), text)
            if i < len(CHANNELS) - 1:
                x = self.grow[i](F.interpolate(x, scale_factor=2))
        return self.last(F.silu(self.norm(x)))


def measure(batch, rounds, dtype):
    torch.manual_seed(0)
    net = Unet().to(memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-5)
    x = torch.randn(batch, LATENT, SIDE, SIDE).to(memory_format=torch.channels_last)
    text, steps, classes, goal = torch.randn(batch, TOKENS, TEXT), torch.randint(0, 1000, (batch,)), torch.randint(0, 5, (batch,)), torch.randn(batch, LATENT, SIDE, SIDE)
    times = []
    for _ in range(rounds + 1):
        begin = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=dtype == torch.bfloat16):
            answer = net(x, steps, text, classes)
        loss = F.mse_loss(answer.float(), goal)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        times.append(time.perf_counter() - begin)
    return sorted(times[1:])[rounds // 2] * 1e3, sum(p.numel() for p in net.parameters())


if __name__ == "__main__":
    batch, rounds = int(sys.argv[1]), int(sys.argv[2])
    print("version", torch.__version__)
    for name, dtype in (("float32", torch.float32), ("bfloat16", torch.bfloat16)):
        milliseconds, parameters = measure(batch, rounds, dtype)
        print(name, milliseconds, flush=True)
    print("parameters", parameters)
