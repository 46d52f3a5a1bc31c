import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBodyHtml } from '../../src/message-box/correspondences/body.ts'
import { deepest, toSafeHtml } from '../../src/formats/safe-html.ts'

/** All that may ever come out: text without angle brackets, and these tags with these attributes. */
const harmless = new RegExp(
  `^(?:[^<>]|</?(?:p|br|hr|div|span|h[1-6]|blockquote|pre|code|b|strong|i|em|u|s|del|ins|small|sub|sup|ul|li|dl|dt|dd|table|caption|thead|tbody|tfoot|tr|a|ol|td|th)>|<(?:ol start|t[dh] (?:col|row)span)="[0-9]{1,4}"(?: (?:col|row)span="[0-9]{1,4}")?>|<a(?: href="(?:https?://|mailto:|tel:)[^"<>\\s]+"| title="[^"<>]*"){1,2}>)*$`,
  'i',
)

const attacks = [
  '<script>alert(1)</script>',
  '<SCRIPT SRC=https://example.org/x.js></SCRIPT>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<<script>alert(1)//<</script>',
  '<img src=x onerror=alert(1)>',
  '<img src="x:gif" onerror="alert(1)" alt="<script>alert(1)</script>">',
  '<p onclick="alert(1)" style="background:url(javascript:alert(1))">x</p>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" jAvAsCrIpT:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="&#106;&#97;vascript&colon;alert(1)">x</a>',
  '<a href="\u0001javascript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="//example.org">x</a>',
  '<a href="/api/my/messages">x</a>',
  '<a href="https://example.org/&quot; onclick=&quot;alert(1)">x</a>',
  '<a title="&quot; onmouseover=&quot;alert(1)" href="https://example.org">x</a>',
  "<a title='\" onmouseover=\"alert(1)' href='https://example.org'>x</a>",
  '<iframe src="https://example.org"></iframe>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '<object data="x.swf"></object><embed src="x.swf">',
  '<svg onload=alert(1)><animate attributeName=href values=javascript:alert(1)></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<!--<img src="--><img src=x onerror=alert(1)//">',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<?xml-stylesheet href="javascript:alert(1)"?>',
  '<style>@import "https://example.org"</style>',
  '<link rel=stylesheet href=https://example.org><meta http-equiv=refresh content="0;url=https://example.org"><base href=https://example.org>',
  '<form action=https://example.org><input name=a><button formaction=javascript:alert(1)>x</button></form>',
  '<textarea></textarea/><img src=x onerror=alert(1)></textarea>',
  '<xmp><img src=x onerror=alert(1)></xmp>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<template><script>alert(1)</script></template>',
  '<p __proto__="x" constructor="y">z</p><constructor>x</constructor><__proto__>y</__proto__>',
  '[x](javascript:alert(1)) ![x](https://example.org/count.png) <javascript:alert(1)>',
  '[x]: javascript:alert(1)\n\n[x]',
  '`<script>alert(1)</script>`',
] as const

describe('a body that would act', () => {
  it.each(attacks)('does nothing: %s', (attack) => {
    for (const isMigrated of [false, true]) {
      for (const body of [attack, `Hei\n\n${attack}\n\nder`, `<div>${attack}</div>`]) {
        const html = toBodyHtml(body, isMigrated)
        expect(html).toMatch(harmless)
        expect(html).not.toMatch(/<[^>]*href="?[^">]*javascript:|<(?:script|iframe|img|svg)/i)
        expect(html.replaceAll(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\bon[a-z]+=/i)
      }
    }
  })

  it('is found out by the expression that these tests rest on', () => {
    for (const attack of [
      '<script>',
      '<p onclick="x">',
      '<a href="javascript:x">',
      '<img src="x">',
    ])
      expect(attack).not.toMatch(harmless)
  })

  it('does nothing, however it is put together', () => {
    const piece = fc.oneof(
      fc.constantFrom(...attacks),
      fc.string(),
      fc.constantFrom('<', '>', '"', "'", '&', '/', '=', ' '),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, isMigrated) => {
        expect(toBodyHtml(pieces.join(''), isMigrated)).toMatch(harmless)
      }),
    )
  })

  it('is closed where it was opened, so that nothing around it is swallowed', () => {
    const piece = fc.constantFrom(...attacks, '<p>', '</p>', '<b', '</div>', '<td>', '<ul><li>')
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const open: string[] = []
        for (const [, end, tag = ''] of toSafeHtml(pieces.join('')).matchAll(
          /<(\/?)([a-z0-9]+)/g,
        )) {
          if (end === '/') expect(open.pop()).toBe(tag)
          else if (tag !== 'br' && tag !== 'hr') open.push(tag)
        }
        expect(open).toEqual([])
      }),
    )
  })
})

describe('a body that is for reading', () => {
  it.each([
    ['Hei **du**', '<p>Hei <strong>du</strong></p>'],
    ['# Vedtak\n\n1. en\n2. to', '<h1>Vedtak</h1>\n<ol>\n<li>en</li>\n<li>to</li>\n</ol>'],
    ['3. tre', '<ol start="3">\n<li>tre</li>\n</ol>'],
    [
      '[les](https://www.altinn.no/?a=1&b=2 "mer")',
      '<p><a href="https://www.altinn.no/?a=1&amp;b=2" title="mer">les</a></p>',
    ],
    [
      'Se https://www.altinn.no, ikke altinn.no',
      '<p>Se <a href="https://www.altinn.no">https://www.altinn.no</a>, ikke altinn.no</p>',
    ],
    ['![kart](https://example.org/kart.png)', '<p>kart</p>'],
    ['1 < 2 && 3 > 2 "ja"', '<p>1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;ja&quot;</p>'],
    ['', ''],
  ])('is Markdown: %j', (body, html) => {
    expect(toBodyHtml(body, false)).toBe(html)
  })

  it.each([
    [
      '<html><head><title>x</title><style>p{}</style></head><body><p>Hei</p></body></html>',
      '<p>Hei</p>',
    ],
    ['<p>a < b & c &amp; d&nbsp;e</p>', '<p>a &lt; b &amp; c &amp; d\u00a0e</p>'],
    [
      '<table><tr><td colspan="2">x</td></tr></table>',
      '<table><tr><td colspan="2">x</td></tr></table>',
    ],
    ['<div>\n\n    <p>ikke kode</p></div>', '<div>\n\n    <p>ikke kode</p></div>'],
    ['<p>aldri lukket <b>heller', '<p>aldri lukket <b>heller</b></p>'],
    ['<font color="red"><center>midt</center></font>', 'midt'],
    ['Hei,<br/>**du**', '<p>Hei,<br><strong>du</strong></p>'],
    ['Bare tekst', '<p>Bare tekst</p>'],
  ])('is what it was in Altinn 2: %j', (body, html) => {
    expect(toBodyHtml(body, true)).toBe(html)
  })
})

describe('a body of tags within tags', () => {
  const many = 100_000

  it.each([
    ['</i>', '</b>'.repeat(deepest)],
    ['</b>', '</b>'.repeat(deepest)],
    ['', '</b>'.repeat(deepest)],
  ])('keeps its text and no more of them than anybody writes, ended by %j', (end, ends) => {
    const html = toSafeHtml(`${'<b>'.repeat(many)}x${end.repeat(many)}`)
    expect(html).toBe(`${'<b>'.repeat(deepest)}x${ends}`)
  })

  it('is left again by its end tags', () => {
    const [start, end] = ['<div>'.repeat(deepest), '</div>'.repeat(deepest)]
    expect(toSafeHtml(`${start}<b title="y">x<br>y</b>${end}<p>z</p>`)).toBe(
      `${start}xy${end}<p>z</p>`,
    )
  })

  it('never goes deeper, whatever it is of', () => {
    const piece = fc.constantFrom('<div>', '<ul><li>', '<p>', '<b', '</b>', '<br>', '<a>')
    fc.assert(
      fc.property(fc.array(piece, { minLength: 200, maxLength: 400 }), (pieces) => {
        let depth = 0
        for (const [tag] of toSafeHtml(pieces.join('')).matchAll(/<\/?(?!br)[a-z]+/g)) {
          depth += tag.startsWith('</') ? -1 : 1
          expect(depth).toBeLessThanOrEqual(deepest)
        }
      }),
    )
  })

  it.each(['script', 'style', 'svg', 'title', 'textarea'])(
    'hides what is no text for people at any depth: %s',
    (tag) => {
      const around = '<b>'.repeat(many)
      const html = toSafeHtml(`${around}<${tag}>x</${tag}>y<${tag.toUpperCase()}>z`)
      expect(html).toBe(`${'<b>'.repeat(deepest)}y${'</b>'.repeat(deepest)}`)
    },
  )
})
