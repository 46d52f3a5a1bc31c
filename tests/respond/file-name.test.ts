import { parse } from 'content-disposition'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toDisposition } from '../../src/respond/file-name.ts'
import { runs } from '../support/long-run.ts'

/** What a client that knows `filename*` saves under, and what one does that reads `filename=` alone. */
function savedAs(name: string): { readonly full: string; readonly ascii: string } {
  const header = toDisposition(name)
  const { parameters } = parse(header, { extended: false })
  const { filename: ascii = '', 'filename*': encoded } = parameters
  const full = encoded === undefined ? ascii : decodeURIComponent(encoded.replace("UTF-8''", ''))
  return { full, ascii }
}

describe('a file name', () => {
  it.each([
    ['pakke.zip', 'attachment; filename=pakke.zip'],
    [
      'Årsoppgjør 2026.zip',
      `attachment; filename="Arsoppgjor 2026.zip"; filename*=UTF-8''%C3%85rsoppgj%C3%B8r%202026.zip`,
    ],
    ['100% ferdig.pdf', 'attachment; filename="100% ferdig.pdf"'],
  ])('is written for old clients, and whole where that is not enough: %s', (name, header) => {
    expect(toDisposition(name)).toBe(header)
  })

  it.each([
    ['ÆØÅ æøå.pdf', 'AEOA aeoa.pdf'],
    ['äöüÄÖÜ éèñçš.txt', 'aouAOU eencs.txt'],
    ['A\u030angstro\u0308m.txt', 'Angstrom.txt'],
    ['Straße Łódź Đavvi þing.doc', 'Strasse Lodz Davvi thing.doc'],
    ['blå–grønn.pdf', 'bla_gronn.pdf'],
    ['報告.pdf', '__.pdf'],
    ['hva?.pdf', 'hva_.pdf'],
    ['😀.pdf', '_.pdf'],
  ])('has letters and never a question mark in filename=: %s', (name, ascii) => {
    expect(savedAs(name).ascii).toBe(ascii)
  })

  it.each([
    ['../../x', 'x'],
    ['..\\..\\x.exe', 'x.exe'],
    ['/etc/x', 'x'],
    ['C:\\x', 'x'],
    ['C:x', 'x'],
    ['\\\\server\\share\\x.txt', 'x.txt'],
    ['mappe/', 'mappe'],
    ['．．／．．／x', 'x'],
    ['..＼..＼x', 'x'],
    ['..∕..⁄..∖x', 'x'],
    ['..%2f..%2fx', 'x'],
    ['%2e%2e%5cx', 'x'],
    ['..%252f..%252fx', 'x'],
    ['..%c0%af..%c0%afx', 'x'],
    ['..%u2215x', 'x'],
    ['.\u200b./x', 'x'],
    ['x.txt:skjult', 'x.txt_skjult'],
    ['kl. 12:30.pdf', 'kl. 12_30.pdf'],
    ['℅ Kari.pdf', '_ Kari.pdf'],
  ])('has no part of a path, however it is written: %s', (name, saved) => {
    expect(savedAs(name)).toEqual({ full: saved, ascii: saved })
  })

  it.each([
    ['.htaccess', 'htaccess'],
    ['...', 'file'],
    ['..', 'file'],
    ['', 'file'],
    [' \t ', '_'],
    ['/', 'file'],
    ['x.', 'x'],
    ['x.pdf. . ', 'x.pdf'],
    ['CON', '_CON'],
    ['con.txt', '_con.txt'],
    ['Lpt1 .tar.gz', '_Lpt1 .tar.gz'],
    ['COM¹.txt', '_COM1.txt'],
    ['console.log', 'console.log'],
    ['a\r\nSet-Cookie: b', 'a__Set-Cookie_ b'],
    ['a"b\\"c.zip', '_c.zip'],
    ['faktura\u202efdp.exe', 'fakturafdp.exe'],
    ['a<b>c|d*e.txt', 'a_b_c_d_e.txt'],
  ])('is one that every system can save: %j', (name, saved) => {
    expect(savedAs(name).ascii).toBe(saved)
  })

  it('has at most 200 characters, its extension among them', () => {
    const long = savedAs(`${'æ'.repeat(300)}.pdf`)
    expect([long.full.length, long.ascii.length]).toEqual([200, 200])
    expect(long.full).toMatch(/æ\.pdf$/)
    expect(long.ascii).toMatch(/ae?\.pdf$/)
    expect(savedAs('a'.repeat(500)).full).toHaveLength(200)
    expect(savedAs(`${'😀'.repeat(150)}.zip`).full).not.toMatch(/[_\p{Cs}]/u)
    expect(savedAs(`x.${'y'.repeat(500)}`).full).toHaveLength(200)
  })

  it('is harmless whatever a sender has called it', () => {
    const nasty = fc.constantFrom(
      '..',
      '/',
      '\\',
      '%2f',
      '%5C',
      '．',
      '／',
      ':',
      '"',
      '\0',
      '\u202e',
      ' ',
      '.',
      'CON',
    )
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc
        .array(fc.oneof(nasty, fc.string({ maxLength: 5 })), { maxLength: 40 })
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(name, (given) => {
        const { full, ascii } = savedAs(given)
        expect(ascii).toMatch(/^[\x20-\x7e]{1,200}$/)
        expect(ascii).not.toMatch(/[?"'\\/:*<>|]/)
        expect(full.length).toBeLessThanOrEqual(200)
        expect(full).not.toMatch(/[\\/:"?*<>|\p{C}\p{Zl}\p{Zp}]/u)
        for (const one of [full, ascii]) {
          expect(one).not.toMatch(/^[. ]|[. ]$/)
          expect(one).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)/i)
        }
      }),
      runs(500),
    )
  })
})
