import { isMigratedApp } from '../../altinn3/migrated.ts'
import type { Query } from '../../altinn2/query.ts'
import type { Altinn2Response } from '../../altinn2/response.ts'
import type { DataElement } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { bytesOf } from './bytes.ts'
import { namesOf, numberOf, type FormParts } from './parts.ts'
import { formatOf } from './service.ts'
import type { FormView } from './view.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

/** The rendering of one form of a set. */
export function printOfForm(form: DataElement, view: FormView): DataElement | undefined {
  const { prints } = view.parts
  const own = prints.find((print) => isNamedBy(form, print))
  if (own !== undefined) return own
  const ofAll = prints.filter((print) => !namesOneForm(print, view.parts))
  const task = taskOf(form, view)
  const ofItsTask = ofAll.find(
    ({ references }) =>
      task !== undefined &&
      references?.some(({ value, valueType }) => valueType === 'Task' && value === task),
  )
  return ofItsTask ?? (ofAll.length === 1 ? ofAll[0] : undefined)
}

// Altinn 2's archive says so by number, Altinn/app-lib-dotnet SubformPdfServiceTask.cs by element.
function isNamedBy(form: DataElement, print: DataElement): boolean {
  const number = numberOf(form)
  if (number !== undefined && number === numberOf(print)) return true
  return [
    print.metadata?.find((one) => one?.key === 'subformDataElementId')?.value,
    ...(print.references ?? []).map(({ value }) => value),
  ].some((value) => value?.toLowerCase() === form.id.toLowerCase())
}

function namesOneForm(print: DataElement, { forms }: FormParts): boolean {
  return numberOf(print) !== undefined || [...forms.values()].some((form) => isNamedBy(form, print))
}

function taskOf({ dataType }: DataElement, { application }: FormView): string | undefined {
  return application.dataTypes?.find(({ id }) => id === dataType)?.taskId ?? undefined
}

/**
 * The rendering of the whole set, or of the form that the query selects. Of several the first: to
 * make one of them takes a library that knows PDF.
 */
export function printOfSet(query: Query, view: FormView): DataElement | undefined {
  const { prints } = view.parts
  const form = selectedForm(query, view)
  if (form !== undefined) return form === 'none' ? undefined : printOfForm(form, view)
  return prints.find((print) => !namesOneForm(print, view.parts)) ?? prints[0]
}

/** Release 18.1 of Altinn 2: `dataFormatId` and `dataFormatVersion` select a form. */
function selectedForm(query: Query, view: FormView): DataElement | 'none' | undefined {
  const id = query.one('dataFormatId')
  const version = query.one('dataFormatVersion')
  if (id === undefined && version === undefined) return undefined
  const forms = [...view.parts.forms.values()]
  // What was migrated does not say its format; where there is only one form, it is that one.
  if (isMigratedApp(view.element.instance.appId))
    return forms.length === 1 ? (forms[0] ?? 'none') : 'none'
  const selected = forms.find(({ dataType }) => {
    const format = formatOf(dataType, view.service.place)
    const isIt = format !== undefined && (id === undefined || format.id === id)
    return isIt && (version === undefined || format.version === Number(version))
  })
  return selected ?? 'none'
}

/** A rendering as it is stored, or as Storage makes it when asked. */
export async function answerPrint(
  print: DataElement | undefined,
  { element, language }: FormView,
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  if (print === undefined) throw new GatewayError('NOT_FOUND')
  // Altinn/altinn-storage DataController.cs: some main forms of Altinn 2 were archived as pages.
  const isPage = /^text\/html\b/i.test(print.contentType ?? '')
  const [type, ending] = isPage
    ? (['text/html', 'html'] as const)
    : (['application/pdf', 'pdf'] as const)
  const file = { type, fileName: `${namesOf(print).name}.${ending}`, language }
  return bytesOf(element, print, file, request, ports)
}
