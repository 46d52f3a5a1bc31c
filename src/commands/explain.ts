import { parseArgs } from 'node:util'
import { loadConfig } from '../config/file/load.ts'
import { readText } from '../config/register/services-source.ts'
import { readRegister } from '../config/register/services.ts'
import type { Endpoint } from '../endpoint.ts'
import { explain, type Explained } from '../operate/explain/explain.ts'
import { inWords } from '../operate/explain/in-words.ts'
import type { Outcome } from './outcome.ts'

const usage = `usage: explain <METHOD> <URL> [--text]
  --token T         whose scopes and rights to look at; its signature is not checked
  --organization N  who would call, where there is no token
  --service C/E     what the request's body would name
  --at TIME         a date or a date and time, Norwegian where no offset is given
  --text            for people; JSON otherwise
exit code: 0 it would be answered, 1 no such operation, 2 the question is malformed, 3 it would be refused
`

/** Says what would happen to a request, by the configuration and the services file as they are. */
export async function runExplain(
  args: string[],
  endpoints: readonly Endpoint[],
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): Promise<Outcome> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      token: { type: 'string' },
      organization: { type: 'string' },
      service: { type: 'string' },
      at: { type: 'string' },
      text: { type: 'boolean' },
    },
  })
  const [method, url, ...more] = positionals
  if (method === undefined || url === undefined || more.length > 0) {
    return { exitCode: 2, complaint: usage }
  }
  const config = loadConfig(environment)
  const register = readRegister(await readText(config.servicesFile), endpoints)
  const question = { ...values, method, url }
  return toOutcome(explain(question, { endpoints, register, config, now }), values.text === true)
}

function toOutcome(explained: Explained, isText: boolean): Outcome {
  switch (explained.kind) {
    case 'unknown':
      return { exitCode: 1, complaint: `${explained.problem}\n` }
    case 'malformed':
      return { exitCode: 2, complaint: `${explained.problem}\n` }
    case 'explained': {
      const { explanation } = explained
      const output = isText
        ? inWords(explanation)
        : `${JSON.stringify(explanation, undefined, 2)}\n`
      return { exitCode: explanation.refused === undefined ? 0 : 3, output }
    }
    default:
      return explained satisfies never
  }
}
