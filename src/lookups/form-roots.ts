import { StringDecoder } from 'node:string_decoder'
import type { Readable } from 'node:stream'
import type { Asking } from '../altinn3/calling/ask.ts'
import { getJsonSchema, getXmlSchema } from '../altinn3/form-schemas.ts'
import { GatewayError } from '../errors.ts'
import { XsdRoots } from '../formats/xml/xsd-roots.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'

/**
 * The elements that a form of an app may begin with, by the app's own schema, which is public;
 * `undefined` where that is not known.
 */
export type FormRootsOf = (
  asking: Asking,
) => (app: string, dataType: string) => Promise<readonly string[] | undefined>

const maxForms = 1_000
/** Characters of all names together. */
const maxCharacters = 1_000_000
/** As long as what apps say of themselves (milliseconds). */
const keptFor = 5 * 60_000
/** Of an XML schema; of a larger one nothing is known. */
const maxBytes = 4 * 1024 * 1024

interface Found {
  readonly roots?: readonly string[]
}

export function createFormRootsOf(clock: Clock): FormRootsOf {
  const size = { max: maxCharacters, of: charactersOf }
  const cache = createCache<Found>(maxForms, clock, 'callers', size)
  return (asking) => async (app, dataType) => {
    const { roots } = await cache.get(`${app} ${dataType}`, async () => {
      const until = clock.now() + keptFor
      const found = await findRoots(app, dataType, asking)
      return { value: found === undefined ? {} : { roots: found }, until }
    })
    return roots
  }
}

function charactersOf({ roots = [] }: Found): number {
  return roots.reduce((sum, name) => sum + name.length, 1)
}

/** Asks the app each time. */
export async function findRoots(
  app: string,
  dataType: string,
  { ask, stream }: Asking,
): Promise<readonly string[] | undefined> {
  const schema = await stream(getXmlSchema, { app, dataType }).catch(unlessUnreadable)
  if (schema !== undefined) return readRoots(schema.stream)
  const inJson = await ask(getJsonSchema, { app, dataType }).catch(unlessUnreadable)
  const root = inJson?.['@xsdRootElement']
  return root ? [root] : undefined
}

/** What cannot be read names no root, which is no fault of the caller's. */
function unlessUnreadable(error: unknown): undefined {
  if (error instanceof GatewayError && error.code === 'ALTINN3_UNREADABLE') return undefined
  throw error
}

/** Reads the schema as it comes, so that a large one holds up no other request. */
async function readRoots(stream: Readable): Promise<readonly string[] | undefined> {
  const roots = new XsdRoots()
  const decoder = new StringDecoder('utf8')
  let read = 0
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      read += piece.length
      if (read > maxBytes) return undefined
      roots.push(decoder.write(piece))
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error
    throw new GatewayError('ALTINN3_UNREADABLE', { cause: error })
  }
  return roots.end()
}
