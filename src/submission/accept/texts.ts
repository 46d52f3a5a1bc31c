import type { Language } from '../../altinn2/language.ts'
import { redact } from '../../runtime/redact.ts'

type InLanguages = Readonly<Record<Language, string>>

/** What is wrong with a form set, for the person who made it. */
const texts = {
  fileInfected: {
    1044: 'Altinn fant skadelig innhold i {0}. Filen er ikke tatt imot',
    2068: 'Altinn fann skadeleg innhald i {0}. Fila er ikkje teken imot',
    1033: 'Altinn found malware in {0}. The file is not taken',
  },
  partRefused: {
    1044: 'Tjenesten tar ikke imot {0} ({1})',
    2068: 'Tenesta tek ikkje imot {0} ({1})',
    1033: 'The service does not take {0} ({1})',
  },
  typeUnknown: {
    1044: 'Meldinger av typen {0} kan ikke sendes inn, bare FormTask',
    2068: 'Meldingar av typen {0} kan ikkje sendast inn, berre FormTask',
    1033: 'Messages of the type {0} cannot be submitted, only FormTask',
  },
  mainForms: {
    1044: 'Skjemasettet skal ha nøyaktig ett hovedskjema (MainForm), men har {0}',
    2068: 'Skjemasettet skal ha nøyaktig eitt hovudskjema (MainForm), men har {0}',
    1033: 'The form set must have exactly one main form (MainForm), but has {0}',
  },
  formatMissing: {
    1044: 'DataFormatId eller DataFormatVersion mangler. Tjenesten har {0}',
    2068: 'DataFormatId eller DataFormatVersion manglar. Tenesta har {0}',
    1033: 'DataFormatId or DataFormatVersion is missing. The service has {0}',
  },
  formatUnknown: {
    1044: 'Tjenesten har ikke noe skjema med DataFormatId {0} og DataFormatVersion {1}. Den har {2}',
    2068: 'Tenesta har ikkje noko skjema med DataFormatId {0} og DataFormatVersion {1}. Ho har {2}',
    1033: 'The service has no form with DataFormatId {0} and DataFormatVersion {1}. It has {2}',
  },
  notMainForm: {
    1044: 'Skjemaet {0} er ikke tjenestens hovedskjema. Det er {1}',
    2068: 'Skjemaet {0} er ikkje hovudskjemaet til tenesta. Det er {1}',
    1033: "The form {0} is not the service's main form, which is {1}",
  },
  notSubForm: {
    1044: 'Skjemaet {0} er tjenestens hovedskjema og kan ikke være et underskjema (SubForm)',
    2068: 'Skjemaet {0} er hovudskjemaet til tenesta og kan ikkje vere eit underskjema (SubForm)',
    1033: "The form {0} is the service's main form and cannot be a subform (SubForm)",
  },
  otherForm: {
    1044: 'Skjemaet {0} kan ikke ta plassen til et annet skjema',
    2068: 'Skjemaet {0} kan ikkje ta plassen til eit anna skjema',
    1033: 'The form {0} cannot take the place of another form',
  },
  formEmpty: {
    1044: 'FormData mangler',
    2068: 'FormData manglar',
    1033: 'FormData is missing',
  },
  formRefused: {
    1044: 'Skjemaet {0} kan ikke legges til: tjenesten lager det selv',
    2068: 'Skjemaet {0} kan ikkje leggjast til: tenesta lagar det sjølv',
    1033: 'The form {0} cannot be added: the service makes it itself',
  },
  tooManyForms: {
    1044: 'Tjenesten tar høyst {1} av skjemaet {0}',
    2068: 'Tenesta tek høgst {1} av skjemaet {0}',
    1033: 'The service takes at most {1} of the form {0}',
  },
  formTooLarge: {
    1044: 'FormData er større enn {0} MB, som er det meste tjenesten tar',
    2068: 'FormData er større enn {0} MB, som er det meste tenesta tek',
    1033: 'FormData is larger than {0} MB, which is the most that the service takes',
  },
  xmlFault: {
    1044: 'FormData kan ikke leses som XML (FormData {0})',
    2068: 'FormData kan ikkje lesast som XML (FormData {0})',
    1033: 'FormData cannot be read as XML: it {0}',
  },
  rootWrong: {
    1044: 'FormData begynner med elementet {0}, men skal begynne med {1}',
    2068: 'FormData byrjar med elementet {0}, men skal byrje med {1}',
    1033: 'FormData begins with the element {0}, but must begin with {1}',
  },
  attachmentTypeMissing: {
    1044: 'AttachmentType mangler. Tjenesten har {0}',
    2068: 'AttachmentType manglar. Tenesta har {0}',
    1033: 'AttachmentType is missing. The service has {0}',
  },
  attachmentTypeUnknown: {
    1044: 'Tjenesten har ikke vedleggstypen {0}. Den har {1}',
    2068: 'Tenesta har ikkje vedleggstypen {0}. Ho har {1}',
    1033: 'The service has no attachment type {0}. It has {1}',
  },
  tooManyAttachments: {
    1044: 'Tjenesten tar høyst {1} vedlegg av typen {0}',
    2068: 'Tenesta tek høgst {1} vedlegg av typen {0}',
    1033: 'The service takes at most {1} attachments of the type {0}',
  },
  fileEmpty: {
    1044: 'Vedlegget {0} er tomt',
    2068: 'Vedlegget {0} er tomt',
    1033: 'The attachment {0} is empty',
  },
  fileTooLarge: {
    1044: 'Vedlegget {0} er større enn {1} MB, som er det meste tjenesten tar',
    2068: 'Vedlegget {0} er større enn {1} MB, som er det meste tenesta tek',
    1033: 'The attachment {0} is larger than {1} MB, which is the most that the service takes',
  },
  fileNameMissing: {
    1044: 'Filnavnet til vedlegget mangler',
    2068: 'Filnamnet til vedlegget manglar',
    1033: 'The file name of the attachment is missing',
  },
  fileNameShort: {
    1044: 'Filnavnet {0} mangler en endelse, for eksempel .pdf',
    2068: 'Filnamnet {0} manglar ei ending, til dømes .pdf',
    1033: 'The file name {0} has no extension, such as .pdf',
  },
  fileKind: {
    1044: 'Vedlegget {0} er av en filtype som vedlegg av typen {1} ikke kan ha. De kan ha {2}',
    2068: 'Vedlegget {0} er av ein filtype som vedlegg av typen {1} ikkje kan ha. Dei kan ha {2}',
    1033: 'The attachment {0} is of a kind that attachments of the type {1} cannot be. They can be {2}',
  },
} as const satisfies Record<string, InLanguages>

export type TextName = keyof typeof texts

/** Why a text is no XML, by the words of `src/formats/xml/check-xml.ts`; # is a number. */
const xmlFaults: Readonly<Record<string, Omit<InLanguages, 1033>>> = {
  'is not well-formed XML': { 1044: 'er ikke velformet XML', 2068: 'er ikkje velforma XML' },
  'has no element': { 1044: 'har ikke noe element', 2068: 'har ikkje noko element' },
  'is not in UTF-8': { 1044: 'er ikke i UTF-8', 2068: 'er ikkje i UTF-8' },
  'has a document type': { 1044: 'har en dokumenttype', 2068: 'har ein dokumenttype' },
  'has more than # attributes': {
    1044: 'har et element med mer enn # attributter',
    2068: 'har eit element med meir enn # attributt',
  },
  'has more than # levels of elements': {
    1044: 'har elementer i mer enn # nivåer',
    2068: 'har element i meir enn # nivå',
  },
  'has more than # bytes in one tag': {
    1044: 'har en tagg med mer enn # byte',
    2068: 'har ein tagg med meir enn # byte',
  },
}

/** A fault of XML in a language; words that the table does not have stay English. */
function xmlFaultIn(language: Language, fault: string): string {
  if (language === 1033) return fault
  const [cause = '', line] = fault.split(': see line ')
  const count = /(?<=more than )\d+/.exec(cause)?.[0] ?? ''
  const words = xmlFaults[cause.replace(`more than ${count}`, 'more than #')]?.[language]
  if (words === undefined) return fault
  return `${words.replace('#', count)}${line === undefined ? '' : `: se linje ${line}`}`
}

/** Characters of what a caller has sent, or a platform has listed, in one text. */
const maxValue = 200
/** Characters that are looked through for numbers of persons. */
const maxRead = 2_000

/** A text with its values, without identity numbers. */
export function writeText(
  name: TextName,
  language: Language,
  values: readonly (string | number)[] = [],
): string {
  const text: string = texts[name][language]
  const isFault = name === 'xmlFault'
  const written = isFault ? values.map((fault) => xmlFaultIn(language, String(fault))) : values
  return text.replace(/\{(\d)\}/g, (_, place: string) => shorten(written[Number(place)]))
}

/** Cut after it is redacted: what is left of a cut number would not be known for one. */
function shorten(value: string | number = ''): string {
  const text = redact(String(value).slice(0, maxRead))
  if (text.length <= maxValue) return text
  return `${text.slice(0, maxValue - 3).replace(/[\ud800-\udbff]$/, '')}...`
}

/** Names one after another; none reads as none. */
export function writeList(names: readonly string[]): string {
  return names.length === 0 ? '-' : names.join(', ')
}
