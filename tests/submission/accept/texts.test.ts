import { expect, it } from 'vitest'
import { XmlChecker } from '../../../src/formats/xml/check-xml.ts'
import { writeText } from '../../../src/submission/accept/texts.ts'

function faultOf(text: string): string {
  const checker = new XmlChecker()
  checker.push(Buffer.from(text, 'latin1'))
  const checked = checker.end()
  return 'fault' in checked ? checked.fault : 'none'
}

const attributes = Array.from({ length: 129 }, (_, place) => ` a${place}="1"`).join('')

it.each([
  ['<a>\n</b>', 'er ikke velformet XML: se linje 2', 'er ikkje velforma XML: se linje 2'],
  ['', 'har ikke noe element', 'har ikkje noko element'],
  ['<a>\xe6</a>', 'er ikke i UTF-8', 'er ikkje i UTF-8'],
  ['<!DOCTYPE a><a/>', 'har en dokumenttype', 'har ein dokumenttype'],
  [
    `<a${attributes}/>`,
    'har et element med mer enn 128 attributter: se linje 1',
    'har eit element med meir enn 128 attributt: se linje 1',
  ],
  [
    '<a>'.repeat(129),
    'har elementer i mer enn 128 nivåer: se linje 1',
    'har element i meir enn 128 nivå: se linje 1',
  ],
  [
    `<a b="${'c'.repeat(65_536)}"/>`,
    'har en tagg med mer enn 65536 byte: se linje 1',
    'har ein tagg med meir enn 65536 byte: se linje 1',
  ],
])('says in Norwegian why a form cannot be read as XML: %#', (text, bokmal, nynorsk) => {
  const fault = faultOf(text)
  expect(writeText('xmlFault', 1044, [fault])).toBe(
    `FormData kan ikke leses som XML (FormData ${bokmal})`,
  )
  expect(writeText('xmlFault', 2068, [fault])).toBe(
    `FormData kan ikkje lesast som XML (FormData ${nynorsk})`,
  )
  expect(writeText('xmlFault', 1033, [fault])).toBe(`FormData cannot be read as XML: it ${fault}`)
})
