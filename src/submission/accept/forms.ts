import type { FormInput } from '../../altinn2/messages/submission/message-input.ts'
import type { ValidationFinding } from '../../altinn2/messages/validation.ts'
import type { KeptBytes } from '../../altinn3/operation.ts'
import type { Part } from '../../http/server/part.ts'
import type { Ports as AllPorts } from '../../translation.ts'
import { inverseOf } from '../../formats/xml/map-xml.ts'
import { mapForm, mappedRoot } from './map-form.ts'
import { needForm, needFormKeys, type FormKeys, type KnownForm } from './entry.ts'
import { finding, isTooLarge, maxCountOf, type Position } from './finding.ts'
import { writeList } from './texts.ts'
import type { FormPlace, WantedForm } from '../wanted.ts'

/** What is wanted as far as it is in order, and what is not in order. */
export interface Judged<Wanted> {
  readonly wanted: readonly Wanted[]
  readonly findings: readonly ValidationFinding[]
}

/** `draft`: the form set is filled in further; `complete`: it is sent at once. */
export type Mode = 'draft' | 'complete'

/** What the app's own schema says, and room for others while a form's XML is read. */
export interface FormPorts extends Pick<AllPorts, 'yieldToOthers'> {
  readonly look: Pick<AllPorts['look'], 'rootsOf'>
}

/** All forms of a message. Throws `NEEDS_CONFIGURATION`. */
export async function judgeForms(
  inputs: readonly FormInput[],
  given: FormPlace,
  mode: Mode,
  { at, language }: Position,
  ports: FormPorts,
): Promise<Judged<WantedForm>> {
  if (inputs.length === 0 && mode === 'draft') return { wanted: prefilled(given), findings: [] }
  const keys = needFormKeys(given)
  const mains = inputs.filter((input) => isMeantAsMain(input, keys)).length
  const each = await Promise.all(
    inputs.map((input, place) =>
      judgeForm(input, given, keys, mode, { at: `${at}/Form[${place + 1}]`, language }, ports),
    ),
  )
  const known = each.flatMap(({ form }) => form ?? [])
  return {
    wanted: each
      .flatMap(({ wanted }) => wanted ?? [])
      .sort((one, other) => Number(other.isMain) - Number(one.isMain)),
    findings: [
      ...(mains === 1 ? [] : [finding({ at, language }, 'Form', 'mainForms', [mains])]),
      ...tooMany(known, { at, language }),
      ...each.flatMap(({ findings }) => findings),
    ],
  }
}

/** One form, and the service's own form that it is, where it is one. */
interface JudgedForm {
  readonly form?: KnownForm
  readonly wanted?: WantedForm
  readonly findings: readonly ValidationFinding[]
}

/** Throws `NEEDS_CONFIGURATION`. */
export async function judgeForm(
  input: FormInput,
  given: FormPlace,
  keys: FormKeys,
  mode: Mode,
  position: Position,
  ports: FormPorts,
): Promise<JudgedForm> {
  const key = keyOf(input)
  if (key === undefined) {
    return { findings: [finding(position, 'DataFormatId', 'formatMissing', [listed(keys)])] }
  }
  if (!keys.keys.includes(key)) {
    const { dataFormatId = '', dataFormatVersion = '' } = input
    const values = [dataFormatId, dataFormatVersion, listed(keys)]
    return { findings: [finding(position, 'DataFormatId', 'formatUnknown', values)] }
  }
  const form = needForm(key, keys, given)
  const { data } = input
  const xml = data && (await mapForm(data, given.place.xml, ports))
  const sent = data && { ...data, size: xml?.size ?? data.size }
  const findings = [
    ...judgeKind(input, form, keys, position),
    ...(await judgeData(sent, form, given, mode, position, ports)),
  ]
  return { form, wanted: toWanted(form, xml), findings }
}

function toWanted({ type, isMain }: KnownForm, xml: KeptBytes | undefined): WantedForm {
  return { dataType: type.id, isMain, ...(xml === undefined ? {} : { xml }) }
}

/** The main form, with what the app fills in; none where the services file does not say which it is. */
function prefilled(given: FormPlace): readonly WantedForm[] {
  if (Object.keys(given.place.forms ?? {}).length === 0) return []
  const keys = needFormKeys(given)
  return [toWanted(needForm(keys.main, keys, given), undefined)]
}

function keyOf({ dataFormatId, dataFormatVersion }: FormInput): string | undefined {
  if (!dataFormatId || dataFormatVersion === undefined) return undefined
  return `${dataFormatId}/${dataFormatVersion}`
}

function isMeantAsMain(input: FormInput, { main }: FormKeys): boolean {
  return input.type === undefined ? keyOf(input) === main : input.type === 'MainForm'
}

/** `1900/12345`, the main form first. */
function listed({ keys, main }: FormKeys): string {
  return writeList([main, ...keys.filter((key) => key !== main)])
}

function judgeKind(
  { type }: FormInput,
  { key, isMain, type: { appLogic } }: KnownForm,
  { main }: FormKeys,
  position: Position,
): readonly ValidationFinding[] {
  if (type === 'MainForm' && !isMain) {
    return [finding(position, 'Type', 'notMainForm', [key, main])]
  }
  if (type === 'SubForm' && isMain) return [finding(position, 'Type', 'notSubForm', [key])]
  // Altinn/app-lib-dotnet DataElementAccessChecker.cs. What the app makes can still be filled in.
  const isClosed = appLogic?.disallowUserCreate === true && appLogic.autoCreate !== true
  return isClosed ? [finding(position, 'DataFormatId', 'formRefused', [key])] : []
}

async function judgeData(
  data: Pick<Part, 'size' | 'xml'> | undefined,
  { type }: KnownForm,
  { place }: FormPlace,
  mode: Mode,
  position: Position,
  { look }: FormPorts,
): Promise<readonly ValidationFinding[]> {
  if (data === undefined && mode === 'draft') return []
  if (data === undefined || data.size === 0) return [finding(position, 'FormData', 'formEmpty')]
  const { size, xml } = data
  const { maxSize } = type
  const ofSize = isTooLarge(size, maxSize)
    ? [finding(position, 'FormData', 'formTooLarge', [maxSize])]
    : []
  if (xml === undefined) return ofSize
  if ('fault' in xml) return [...ofSize, finding(position, 'FormData', 'xmlFault', [xml.fault])]
  const roots = await look.rootsOf(place.app, type.id)
  if (roots === undefined || roots.includes(mappedRoot(xml.root, place.xml))) return ofSize
  // The caller hears the names that it may use.
  const names = roots.map((root) => mappedRoot(root, inverseOf(place.xml ?? {})))
  return [...ofSize, finding(position, 'FormData', 'rootWrong', [xml.root, writeList(names)])]
}

function tooMany(
  forms: readonly KnownForm[],
  { at, language }: Position,
): readonly ValidationFinding[] {
  return [...new Set(forms.map(({ key }) => key))].flatMap((key) => {
    const same = forms.filter((form) => form.key === key)
    const maxCount = maxCountOf(same[0]?.type.maxCount)
    if (same.length <= maxCount) return []
    return [finding({ at, language }, 'Form', 'tooManyForms', [key, maxCount])]
  })
}
