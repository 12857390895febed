#!/usr/bin/env python3
"""Distils WordNet into kinds.tsv and verbs.tsv, which stand beside this script.

    apt-get download wordnet-base && dpkg-deb -x wordnet-base_*.deb wordnet
    src/Prompting/Lexicon/distil-wordnet.py wordnet/usr/share/wordnet

Run it again where the lexicon or the catalogue has changed; the program itself needs no WordNet.
"""
import collections
import json
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..", "..")

# Lexicographer files (wordnet's lexnames(5)) of what can be seen, and those that an emoji group's names may mean.
ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PERSON, PHENOMENON, PLANT, SUBSTANCE = 5, 6, 8, 13, 17, 18, 19, 20, 27
LOCATION, ACT, EVENT, TIME = 15, 4, 11, 28
VISIBLE = {ANIMAL, ARTIFACT, BODY, FOOD, OBJECT, PHENOMENON, PLANT}
MEANT = {
    "animals-nature": [ANIMAL, PLANT, OBJECT, PHENOMENON],
    "food-drink": [FOOD, PLANT, ARTIFACT],
    "travel-places": [ARTIFACT, OBJECT, PHENOMENON, LOCATION],
    "activities": [ARTIFACT, EVENT, ACT, FOOD],
    "objects": [ARTIFACT, OBJECT, SUBSTANCE, FOOD],
    "people-body": [PERSON, BODY],
    "smileys-emotion": [PERSON, OBJECT, ARTIFACT],
}

# How far up, and how far down again to a neighbour, a word may lie from the emoji that stands for it. Neighbours look alike where their
# family is small: that of animals may be large, that of tools must be nearly of one kind.
MOST_UP, MOST_DOWN = 4, 3
LARGEST_FAMILY = {ANIMAL: 200, PLANT: 60, FOOD: 22}
LARGEST_OTHER = 8

# What is made has many looks under one word (a machine, a structure): with more kinds than this a word's emoji stands for none of them.
WIDEST = 60

# Words that insult, of toys.
LEFT_OUT = {"golliwog", "golliwogg"}

# Kinds that are too wide to be a family, and what stands for each.
STANDS_FOR = {
    "mammal": "beaver", "bird": "bird", "fish": "fish", "insect": "beetle", "reptile": "lizard", "snake": "snake", "tree": "deciduous tree",
    "flower": "blossom", "dog": "dog face", "cat": "cat face", "bread": "bread", "cake": "birthday cake", "wine": "wine glass",
    "ship": "ship", "boat": "sailboat", "aircraft": "airplane", "car": "automobile", "truck": "delivery truck", "hat": "top hat",
    "shoe": "man’s shoe", "fruit": "red apple", "mushroom": "mushroom", "spider": "spider", "frog": "frog", "turtle": "turtle",
    "monkey": "monkey face", "bear": "bear", "whale": "whale", "shark": "shark", "crab": "crab", "soup": "pot of food",
    "sandwich": "sandwich", "pasta": "spaghetti", "cheese": "cheese wedge", "beer": "beer mug", "cocktail": "cocktail glass",
    "coffee": "hot beverage", "tea": "teacup without handle", "guitar": "guitar", "drum": "drum", "knife": "kitchen knife",
    "sword": "crossed swords", "chair": "chair", "bed": "bed", "lamp": "light bulb", "book": "open book", "house": "house",
    "antelope": "deer", "parrot": "parrot", "duck": "duck", "eagle": "eagle", "owl": "owl", "bee": "honeybee", "butterfly": "butterfly",
}


class WordNet:
    def __init__(self, folder):
        self.folder = folder
        self.synsets = {}   # offset -> (lexicographer file, words, hypernyms)
        self.senses = {}    # word -> offsets, likeliest first
        self.below = collections.defaultdict(list)
        for line in self.lines("data.noun"):
            cells = line.split("|")[0].split()
            count = int(cells[3], 16)
            words = [cells[4 + 2 * i] for i in range(count)]
            at = 4 + 2 * count
            pointers = [cells[at + 1 + 4 * i: at + 5 + 4 * i] for i in range(int(cells[at]))]
            above = [int(p[1]) for p in pointers if p[0] == "@" and p[2] == "n"]
            self.synsets[int(cells[0])] = (int(cells[1]), words, above)
            for parent in above:
                self.below[parent].append(int(cells[0]))
        for line in self.lines("index.noun"):
            cells = line.split()
            self.senses[cells[0]] = [int(o) for o in cells[-int(cells[2]):]]
        self.verbs = {line.split()[0] for line in self.lines("index.verb")}
        # How often each sense was met in tagged texts.
        self.tagged = collections.Counter()
        for line in self.lines("cntlist.rev", comments=False):
            key, _, count = line.split()
            lemma, sense = key.split("%")
            self.tagged[lemma, sense[0]] += int(count)
        self.sizes = {}

    def lines(self, name, comments=True):
        with open(os.path.join(self.folder, name), encoding="latin-1") as file:
            for line in file:
                if not (comments and line.startswith("  ")):
                    yield line

    def family(self, synset):
        """How many kinds lie below one."""
        if synset not in self.sizes:
            seen, todo = {synset}, [synset]
            while todo:
                for child in self.below[todo.pop()]:
                    if child not in seen:
                        seen.add(child)
                        todo.append(child)
            self.sizes[synset] = len(seen)
        return self.sizes[synset]


def key(text):
    return re.sub(r"[^a-z0-9]+", " ", text.lower().replace("’", "").replace("'", "")).strip()


def lexicon(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                emoji, words = line.rstrip("\n").split("\t")
                yield emoji, words.split(", ")


def anchors(wordnet, catalogue):
    """The synset of each emoji's name and synonyms; a name goes before a synonym, an earlier emoji before a later one."""
    groups = {it["label"]: it.get("group") for it in catalogue}
    names = [(it["label"], it["label"]) for it in catalogue if it.get("group") is not None]
    names += [(name, name.removesuffix(" face")) for name, _ in names if name.endswith(" face")]
    synonyms = [(emoji, word) for emoji, words in lexicon("synonyms.tsv") for word in words]
    found = {}
    for emoji, word in names + synonyms:
        senses = wordnet.senses.get(key(word).replace(" ", "_"), [])
        for kind in MEANT.get(GROUPS.get(groups.get(emoji), ""), []):
            sense = next((it for it in senses if wordnet.synsets[it][0] == kind), None)
            if sense is not None:
                found.setdefault(sense, emoji)
                break
    for word, emoji in STANDS_FOR.items():
        sense = next(it for it in wordnet.senses[word] if wordnet.synsets[it][0] in VISIBLE)
        found[sense] = emoji
    return found


# emojibase's numbers of the groups.
GROUPS = {0: "smileys-emotion", 1: "people-body", 3: "animals-nature", 4: "food-drink", 5: "travel-places", 6: "activities", 7: "objects"}


def nearest(wordnet, anchored, synset):
    """The emoji nearest to a synset by kind, and how far it is: up to a kind that has one, or over it down to a sibling."""
    level, seen = [synset], set()
    for up in range(MOST_UP + 1):
        here = [s for s in level if s in anchored and (up == 0 or not is_wide(wordnet, anchored, s))]
        if here:
            return anchored[here[0]], up
        if up > 0:
            for parent in level:
                if wordnet.family(parent) > LARGEST_FAMILY.get(wordnet.synsets[parent][0], LARGEST_OTHER):
                    continue
                down = [parent]
                for _ in range(MOST_DOWN):
                    down = [child for s in down for child in wordnet.below[s]]
                    siblings = [s for s in down if s in anchored]
                    if siblings:
                        return anchored[siblings[0]], up + 1
        seen.update(level)
        level = [p for s in level for p in wordnet.synsets[s][2] if p not in seen]
    return None


def is_wide(wordnet, anchored, synset):
    kind, words, _ = wordnet.synsets[synset]
    return kind not in LARGEST_FAMILY and wordnet.family(synset) > WIDEST and not any(STANDS_FOR.get(w) == anchored[synset] for w in words)


def main(folder):
    wordnet = WordNet(folder)
    with open(os.path.join(ROOT, "node_modules", "emojibase-data", "en", "data.json"), encoding="utf-8") as file:
        catalogue = sorted(json.load(file), key=lambda it: it.get("order", 1 << 20))
    anchored = anchors(wordnet, catalogue)
    known = {key(it["label"]) for it in catalogue} | {key(w) for name in ("synonyms.tsv", "substitutes.tsv") for _, ws in lexicon(name) for w in ws}
    kinds = collections.defaultdict(lambda: ([], []))
    for word, senses in sorted(wordnet.senses.items()):
        if not re.fullmatch(r"[a-z]{3,16}", word) or word in known | LEFT_OUT:
            continue
        # The likeliest meaning counts; of one that is somebody (an ostrich hides its head), the next. A name that is written large is no kind.
        sense = next((it for it in senses[:2] if wordnet.synsets[it][0] in VISIBLE), None) if wordnet.synsets[senses[0]][0] in VISIBLE | {PERSON} else None
        if sense is None or (word in wordnet.verbs and wordnet.tagged[word, "2"] > wordnet.tagged[word, "1"]):
            continue
        if word not in wordnet.synsets[sense][1]:
            continue
        found = nearest(wordnet, anchored, sense)
        if found is None:
            continue
        kinds[found[0]][0 if found[1] == 0 else 1].append(word)
    with open(os.path.join(HERE, "kinds.tsv"), "w", encoding="utf-8") as file:
        file.write("# Made of WordNet 3.0 by distil-wordnet.py (see NOTICE): words that the lexicon does not have, by the emoji nearest in kind.\n"
                   "# emoji's English name <TAB> other words for it, by comma <TAB> what it may stand for, by comma\n")
        for emoji in sorted(kinds):
            file.write(f"{emoji}\t{', '.join(kinds[emoji][0])}\t{', '.join(kinds[emoji][1])}\n")
    # Words that are verbs first, and nouns that only look like a verb's form.
    verbs = sorted(w for w in wordnet.verbs if re.fullmatch(r"[a-z]{3,14}", w)
                   and wordnet.tagged[w, "2"] > wordnet.tagged[w, "1"])
    nouns = sorted(w for w, senses in wordnet.senses.items() if re.fullmatch(r"[a-z]{4,14}(ing|ed)", w) and wordnet.tagged[w, "1"] >= 3
                   and wordnet.synsets[senses[0]][0] in (VISIBLE | {TIME, SUBSTANCE, LOCATION}) - {PLANT})
    with open(os.path.join(HERE, "verbs.tsv"), "w", encoding="utf-8") as file:
        file.write("# Made of WordNet 3.0 by distil-wordnet.py (see NOTICE).\n"
                   "# verb: words that are verbs rather than nouns. noun: what ends as a verb's form does, and is a thing.\n")
        file.write(f"verb\t{', '.join(verbs)}\nnoun\t{', '.join(nouns)}\n")
    print(sum(len(a) for a, _ in kinds.values()), "other words,", sum(len(b) for _, b in kinds.values()), "kinds,", len(verbs), "verbs,",
          len(nouns), "nouns")


if __name__ == "__main__":
    main(sys.argv[1])
