using System.Diagnostics;
using EmojiGen.Language.ChatTemplates;

namespace EmojiGen.Tests.Language.ChatTemplates;

/// <summary>What is expected is what Jinja 3.1 writes, with transformers' settings (trim_blocks, lstrip_blocks).</summary>
public class ChatTemplateTests
{
    static readonly ChatMessage[] Turns = [new("system", " Be brief. "), new("user", "hello"), new("assistant", "hi")];

    static string Render(string template, params ChatMessage[] turns) => ChatTemplate.Parse(template).Render(turns.Length > 0 ? turns : Turns,
        asks: true, new Dictionary<string, string> { ["bos_token"] = "<s>", ["eos_token"] = "</s>" });

    [Theory]
    [InlineData("{{ bos_token }}{% for m in messages %}[{{ m['role'] }}|{{ m.content }}]{% endfor %}",
        "<s>[system| Be brief. ][user|hello][assistant|hi]")]
    [InlineData("{% for m in messages %}{% if loop.first %}<{% elif loop.last %}>{% else %}-{% endif %}{{ loop.index }}{% endfor %}", "<1-2>3")]
    [InlineData("{% for m in messages if m.role != 'system' %}{{ loop.index0 }}{{ m.role }} {% endfor %}", "0user 1assistant ")]
    [InlineData("{% set rest = messages[1:] %}{% for m in rest %}{{ m.content }}{% endfor %}{{ messages[-1].role }}", "hellohiassistant")]
    [InlineData("{{ messages[::-1][0].role }}{{ 'abcdef'[1:5:2] }}{{ 'abc'[-2:] }}", "assistantbdbc")]
    [InlineData("{% set ns = namespace(found=false) %}{% for m in messages %}{% if m.role == 'user' %}{% set ns.found = true %}{% endif %}{% endfor %}{{ ns.found }}",
        "True")]
    [InlineData("{% set x = 1 %}{% for m in messages %}{% set x = 2 %}{% endfor %}{{ x }}", "1")]
    [InlineData("{{ messages[0].content | trim }}{{ messages[0]['content'].strip() | upper }}{{ messages | length }}", "Be brief.BE BRIEF.3")]
    [InlineData("{{ {'a': [1, 2.5, none, true], 'b': 'q\"\\n'} | tojson }}", """{"a": [1, 2.5, null, true], "b": "q\"\n"}""")]
    [InlineData("{{ 'yes' if add_generation_prompt else 'no' }}{{ 'a' ~ 1 ~ none }}{{ 1 + 2 * 3 - -4 }}{{ 7 // 2 }}{{ -7 % 3 }}", "yesa1None1132")]
    [InlineData("{{ tools is defined }}{{ tools is not defined }}{{ messages is iterable and messages is not string }}", "FalseTrueTrue")]
    [InlineData("{{ 'ell' in messages[1].content }}{{ 'role' in messages[0] }}{{ 3 not in [1, 2] }}{{ not true or 1 < 2 }}", "TrueTrueTrueTrue")]
    [InlineData("{{ nothing }}{{ nothing | default('d') }}{{ '' | default('e', true) }}{{ messages[0].get('x', 'f') }}", "def")]
    [InlineData("{% for k, v in messages[1].items() %}{{ k }}={{ v }};{% endfor %}{% for x in [] %}{% else %}none{% endfor %}",
        "role=user;content=hello;none")]
    [InlineData("{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}", "02")]
    [InlineData("{{ 'a,b'.split(',') | join('-') }}{{ 'x' 'y' }}{{ [1, 2] | last }}{{ ('a', 'b')[1] }}{{ 'Abc'.startswith('A') }}", "a-bxy2bTrue")]
    [InlineData("a {#- no -#} b{# c #}", "ab")]
    [InlineData("x\n  {% if true %}\n  y\n  {% endif %}\nz\n", "x\n  y\nz")]
    [InlineData("{%- for m in messages %}\n    {{- m.role }}\n{%- endfor -%}\n  .", "systemuserassistant.")]
    [InlineData("{{ '\\n' }}|{{ \"it's\" }}|{{ '{{' }}", "\n|it's|{{")]
    public void Is_what_jinja_writes(string template, string expected) => Render(template).ShouldBe(expected);

    [Theory]
    [InlineData("{{ raise_exception('Only two roles.') }}", "Only two roles.")]
    [InlineData("{% macro f() %}{% endmacro %}", "'macro'")]
    [InlineData("{% include 'x' %}", "'include'")]
    [InlineData("a\nb{{ 'x' | pprint }}", "line 2")]
    [InlineData("{{ x is prime }}", "'prime'")]
    [InlineData("{{ strftime_now('%Y') }}", "'strftime_now'")]
    [InlineData("{{ nothing.role }}", "'nothing' is not defined")]
    [InlineData("{{ messages }}", "tojson")]
    [InlineData("{{ 'a' + 1 }}", "a string and a number")]
    [InlineData("{{ 1 / 0 }}", "divided by 0")]
    [InlineData("{% if true %}x", "'endif'")]
    [InlineData("{% endfor %}", "'endfor'")]
    [InlineData("{{ 'x }}", "string does not end")]
    [InlineData("{{ x ", "not closed")]
    [InlineData("{# x", "comment")]
    [InlineData("{{ ''.__class__.__mro__ }}", "not defined")]
    [InlineData("{{ messages.append(1) }}", "'append'")]
    [InlineData("{% set x.y = 1 %}", "no namespace")]
    [InlineData("{{ 1 ! 2 }}", "'!'")]
    public void What_is_not_known_or_wrong_is_said_with_its_line(string template, string said)
    {
        var error = Should.Throw<ChatTemplateException>(() => Render(template));
        error.Message.ShouldContain(said);
        error.Message.ShouldContain("line ");
    }

    /// <summary>Each would take minutes, gigabytes or the stack.</summary>
    public static TheoryData<string> Endless =>
    [
        "{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}",
        "{{ range(99999999999999) | length }}",
        "{% set ns = namespace(x='xxxxxxxxxxxxxxxx') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}",
        "{% set ns = namespace() %}{% set ns.x = ns %}{{ ns | tojson }}",
        "{% set ns = namespace(x='aaaaaaaa') %}{% for i in range(40) %}{% set ns.x = ns.x | replace('a', 'aaaaaaaa') %}{% endfor %}",
        "{% for i in range(99999) %}{{ messages[0].content }}xxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
        "{{ " + new string('(', 5000) + "1" + new string(')', 5000) + " }}",
        "{{ " + new string('-', 5000) + "1 }}",
        "{{ " + string.Concat(Enumerable.Repeat("not ", 5000)) + "1 }}",
        "{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 5000)) + " }}",
        "{{ x" + string.Concat(Enumerable.Repeat("[0]", 5000)) + " }}",
        string.Concat(Enumerable.Repeat("{% if true %}", 5000)),
        new string('x', 1 << 20),
    ];

    [Theory, MemberData(nameof(Endless))]
    public void An_endless_template_ends_with_an_error(string template)
    {
        var clock = Stopwatch.StartNew();
        Should.Throw<ChatTemplateException>(() => Render(template));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Spoilt_templates_are_read_or_refused()
    {
        const string good = "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ 'x' | trim }}{% endif %}"
            + "{{'<|im_start|>' + message['role'] + '\\n' + message['content'][1:] }}{% endfor %}{% if add_generation_prompt %}a{% endif %}";
        var chance = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var spoilt = good.ToCharArray();
            for (var k = 0; k < 2; k++) spoilt[chance.Next(spoilt.Length)] = "{}%'[]()|.=x 0-:"[chance.Next(16)];
            try
            {
                Render(new string(spoilt));
            }
            catch (ChatTemplateException)
            {
                // refused in a sentence of ours: as good as rendered
            }
        }
    }
}
