import { isMigratedApp } from '../../altinn3/migrated.ts'
import { pipeline } from 'node:stream'
import { languageTags } from '../../altinn2/language.ts'
import { getAppForm } from '../../altinn3/apps.ts'
import type { Bytes } from '../../altinn3/operation.ts'
import { inverseOf, isIdentity } from '../../formats/xml/map-xml.ts'
import { mappedXml } from '../../formats/xml/mapped-xml.ts'
import { withoutRowIds } from '../../formats/xml/row-ids.ts'
import { getData, type DataElement } from '../../altinn3/storage.ts'
import { asStored } from './bytes.ts'
import { isXml } from './parts.ts'
import type { FormView } from './view.ts'
import type { Ports } from '../../translation.ts'

/**
 * A form's XML: of a draft as its app has it, else as it was submitted. Elements that the services
 * file renames have their old names again.
 */
export async function xmlOf(
  form: DataElement,
  view: FormView,
  ports: Ports,
): Promise<Bytes | undefined> {
  const { stream } = ports
  const { instance, isArchived } = view.element
  const place = { instance: instance.id, element: form.id }
  if (isMigratedApp(instance.appId)) {
    const migrated = await stream(getData, place)
    return migrated === undefined ? undefined : asStored(migrated, form)
  }
  // Newer apps may keep a form as JSON, which they alone can make XML of.
  if (!isArchived || !isXml(form)) {
    const language = languageTags[view.language]
    const current = await stream(getAppForm, { app: instance.appId, ...place, language })
    if (current !== undefined) return renamedBack(current, view, ports)
    if (!isXml(form)) return undefined
  }
  // What an app that is gone has left.
  const stored = await stream(getData, place)
  return stored === undefined ? undefined : renamedBack(cleaned(stored), view, ports)
}

function cleaned({ stream }: Bytes): Bytes {
  // Whoever reads what comes out sees how the one or the other ended.
  return { stream: pipeline(stream, withoutRowIds(), () => undefined) }
}

/** The new length is not known before the end. */
function renamedBack(
  bytes: Bytes,
  { service: { place } }: FormView,
  { yieldToOthers }: Pick<Ports, 'yieldToOthers'>,
): Bytes {
  const mapping = inverseOf(place?.xml ?? {})
  if (isIdentity(mapping)) return bytes
  return { stream: pipeline(bytes.stream, mappedXml(mapping, yieldToOthers), () => undefined) }
}
