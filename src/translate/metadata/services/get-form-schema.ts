import { getXmlSchema } from '../../../altinn3/form-schemas.ts'
import { GatewayError } from '../../../errors.ts'
import type { PublicTranslation } from '../../../translation.ts'
import { formsOf, needFormTask } from './form-task.ts'

/** A form's schema as its app ships it; many apps ship none. */
export const getFormSchema: PublicTranslation = async (request, { look, stream, now }) => {
  const { dataFormatId = '', dataFormatVersion } = request.params
  const { moved } = needFormTask(request, now())
  const metadata = await look.appMetadata(moved.app)
  const form = formsOf(moved, metadata ?? {}).find(
    ({ format }) => format.id === dataFormatId && format.version === Number(dataFormatVersion),
  )
  if (form === undefined) throw new GatewayError('NOT_FOUND')
  const { dataType } = form
  // What has none costs no call each time that it is asked for.
  const isThere = await look.hasXmlSchema(moved.app, dataType)
  if (!isThere) throw new GatewayError('NOT_FOUND')
  const file = { kind: 'bytes', type: 'application/xml', fileName: `${dataType}.xsd` } as const
  if (request.isHead) return { status: 200, body: file }
  const bytes = await stream(getXmlSchema, { app: moved.app, dataType })
  if (bytes === undefined) throw new GatewayError('NOT_FOUND')
  return { status: 200, body: { ...file, ...bytes } }
}
