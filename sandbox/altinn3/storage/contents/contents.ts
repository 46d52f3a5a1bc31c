import { uuidOf } from '../../../synthetic-numbers.ts'

const schemas =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'

function row(name: string, length: string): string {
  return `<tiltak altinnRowId="${uuidOf(`row ${name}`)}"><navn>${name}</navn><lengde>${length}</lengde></tiltak>`
}

/** As an app stores its model: one line, and an id in every row of a list. */
export function formXml(title: string): Buffer {
  const rows = row('Påler', '12.5') + row('Dekke & rekkverk', '8')
  const fields = `<tittel>${title}</tittel><antall>2</antall><godkjent>true</godkjent>`
  return Buffer.from(
    `<?xml version="1.0" encoding="utf-8"?><Skjema ${schemas}>${fields.replaceAll('&', '&amp;')}${rows.replaceAll(' & ', ' &amp; ')}</Skjema>`,
  )
}

export const subformXml = Buffer.from(
  `<?xml version="1.0" encoding="utf-8"?><Underskjema ${schemas}><merknad>Ingen</merknad></Underskjema>`,
)

/** One transparent point. */
export const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
)
