import type { DataElement } from '../model.ts'
import type { Row, StorageState } from '../state.ts'
import type { Asked } from '../../../strict.ts'

/** LanguageHelper.GetCurrentUserLanguage: Altinn 2's cookie, and Bokmål for whoever has none. */
function languageOf({ headers }: Asked): 'nb' | 'nn' | 'en' {
  const [, context = ''] =
    /(?:^|;\s*)altinnPersistentContext=([^;]*)/.exec(headers.cookie ?? '') ?? []
  const given = decodeURIComponent(context)
  if (given.includes('UL=1033')) return 'en'
  if (given.includes('UL=1044')) return 'nb'
  return given.includes('UL=2068') ? 'nn' : 'nb'
}

const sentIn = { nb: 'Sendt inn', nn: 'Sendt inn', en: 'Submitted' } as const
const name = { nb: 'Referansenummer', nn: 'Referansenummer', en: 'Reference number' } as const

/** Altinn 2's own view of a form (ContentOnDemandController.cs), in fewer words. */
export function renderOnDemand(
  asked: Asked,
  { contentType, metadata }: DataElement,
  { instance }: Row,
  { applications }: StorageState,
): Buffer {
  const language = languageOf(asked)
  const { A2ArchRef = '', A2ArchRefTs = '' } = instance.dataValues ?? {}
  const title = applications[instance.appId]?.title[language] ?? ''
  const form = metadata?.find((one) => one?.key === 'formid')?.value ?? ''
  const lines = [
    title,
    `${name[language]}: AR${A2ArchRef}`,
    `${sentIn[language]}: ${A2ArchRefTs}`,
    form,
  ]
  return contentType === 'application/pdf' ? toPdf(lines) : toHtml(language, lines)
}

function toHtml(language: string, [title = '', ...lines]: readonly string[]): Buffer {
  const head = `<head><meta charset="utf-8"><title>${title}</title></head>`
  const body = lines.map((line) => `<p>${line}</p>`).join('')
  return Buffer.from(
    `<!DOCTYPE html><html lang="${language}">${head}<body><h1>${title}</h1>${body}</body></html>`,
  )
}

/** One page with some lines of text, as small as a reader takes it. */
export function toPdf(lines: readonly string[]): Buffer {
  const shown = lines.map((line) => `(${line.replace(/[()\\]/g, '\\$&')}) Tj T*`).join('\n')
  const stream = `BT /F1 12 Tf 14 TL 50 780 Td\n${shown}\nET`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${stream.length}>>stream\n${stream}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>',
  ]
  let file = '%PDF-1.4\n'
  const places = objects.map((object, place) => {
    const at = file.length
    file += `${place + 1} 0 obj${object}endobj\n`
    return `${String(at).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 6\n0000000000 65535 f \n${places.join('')}`
  const end = `trailer<</Size 6/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`
  // Latin-1: a byte for every character, as the lengths above count them.
  return Buffer.from(file + table + end, 'latin1')
}
