import type { Asking } from '../altinn3/calling/ask.ts'
import { getXmlSchema } from '../altinn3/form-schemas.ts'
import { GatewayError } from '../errors.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'
import { isOfUpstream } from './upstream-failures.ts'

export interface FormSchemasLookUp {
  /**
   * Does the app ship an XML schema of this form? Of one that does not answer: no.
   *
   * @param app owner and name
   */
  readonly hasXmlSchema: (app: string, dataType: string) => Promise<boolean>
}

export type HasXmlSchemaOf = (asking: Pick<Asking, 'stream'>) => FormSchemasLookUp['hasXmlSchema']

const maxForms = 2_000
/** Milliseconds: as long as what apps say of themselves. */
const keptFor = 5 * 60_000
/** Milliseconds until an app that did not answer is asked again. */
const failureKeptFor = 10_000

export function createHasXmlSchemaOf(clock: Clock): HasXmlSchemaOf {
  const cache = createCache<{ readonly isThere: boolean }>(maxForms, clock, 'callers')
  return (asking) => async (app, dataType) => {
    const { isThere } = await cache.get(`${app} ${dataType}`, async () => {
      const until = clock.now() + keptFor
      try {
        const schema = await asking.stream(getXmlSchema, { app, dataType })
        schema?.stream.destroy()
        return { value: { isThere: schema !== undefined }, until }
      } catch (error) {
        if (!(error instanceof GatewayError && isOfUpstream(error))) throw error
        return { value: { isThere: false }, until: clock.now() + failureKeptFor }
      }
    })
    return isThere
  }
}
