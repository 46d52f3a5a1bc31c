import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { TranslationSettings } from '../../src/translation.ts'
import { expand, readRecording } from './recordings.ts'

/** An HTTP message of an exchange file, with the recordings put in. */
export interface Message {
  /** `GET /path` or `HTTP/1.1 200 OK`. */
  readonly start: string
  /** Names in lower case; an empty value means that the header must not be there. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What holds before the request comes; all of it has defaults. */
export interface Given {
  readonly altinn2?: 'open' | 'closed'
  readonly now?: string
  readonly caller?: {
    readonly kind?: 'systemuser' | 'organisation'
    readonly organization?: string
    readonly scopes?: string
  }
  /** Whom the caller may act for beside itself: organisation number by `{who}`. */
  readonly clients?: Readonly<Record<string, string>>
  /** A services file. */
  readonly register?: unknown
  readonly settings?: Partial<TranslationSettings>
}

export interface ExchangeFile {
  readonly source: string
  readonly given: Given
  readonly request: Message
  /** Altinn 3's answers to the calls that are expected, in order. */
  readonly altinn3: readonly { readonly request: Message; readonly response: Message }[]
  readonly altinn2?: { readonly request: Message; readonly response: Message }
  readonly response: Message
}

const root = new URL('../exchanges/', import.meta.url)

export function exchangeFiles(endpointId: string): string[] {
  try {
    return readdirSync(new URL(`${endpointId}/`, root)).filter((name) => name.endsWith('.http'))
  } catch {
    return []
  }
}

/** Every endpoint id that has exchange files. */
export function exchangeFolders(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.http'))
    .map((name) => name.replace(/\/[^/]+$/, ''))
    .filter((name, index, all) => all.indexOf(name) === index)
}

/** The text of a story, as its author wrote it. */
export function readStory(endpointId: string, name: string): string {
  return readFileSync(new URL(`${endpointId}/${name}`, root), 'utf8')
}

export function readExchange(endpointId: string, name: string): ExchangeFile {
  return parseExchange(readStory(endpointId, name), name)
}

export function parseExchange(text: string, name: string): ExchangeFile {
  const sections = new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((section) => {
        const end = section.indexOf('\n')
        return [section.slice(0, end).trim(), section.slice(end + 1)] as const
      }),
  )
  const known =
    /^(Source|Given|Altinn 2 (request|response|backend (request|response))|Altinn 3 (request|response) \d+)$/
  for (const title of sections.keys()) {
    if (!known.test(title)) throw new Error(`${name}: unknown section ${title}`)
  }
  const need = (title: string): Message => {
    const section = sections.get(title)
    if (section === undefined) throw new Error(`${name}: no section ${title}`)
    return parseMessage(section)
  }
  const altinn3 = []
  for (let call = 1; sections.has(`Altinn 3 request ${call}`); call += 1) {
    altinn3.push({
      request: need(`Altinn 3 request ${call}`),
      response: need(`Altinn 3 response ${call}`),
    })
  }
  return {
    source: (sections.get('Source') ?? '').trim(),
    given: expand(parse(sections.get('Given') ?? '{}') ?? {}) as Given,
    request: need('Altinn 2 request'),
    altinn3,
    ...(sections.has('Altinn 2 backend request')
      ? {
          altinn2: {
            request: need('Altinn 2 backend request'),
            response: need('Altinn 2 backend response'),
          },
        }
      : {}),
    response: need('Altinn 2 response'),
  }
}

function parseMessage(text: string): Message {
  // A response that begins with its JSON body is a plain 200.
  if (/^\s*[[{]/.test(text)) return parseMessage(`HTTP/1.1 200 OK\n\n${text}`)
  const [head = '', ...rest] = text.split(/\n\n/)
  const [start = '', ...lines] = head.split('\n').filter((line) => line.trim() !== '')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  const message = {
    start: start.trim(),
    headers: Object.fromEntries(headers),
    body: expandBody(rest.join('\n\n').trim()),
  }
  const [, name] = /^\$recording: (\S+)$/.exec(message.start) ?? []
  if (name === undefined) return message
  const recorded = parseMessage(readRecording(`${name}.http`))
  return {
    start: recorded.start,
    headers: { ...recorded.headers, ...message.headers },
    body: message.body || recorded.body,
  }
}

/** Other bodies stay as they are, byte by byte. */
function expandBody(body: string): string {
  if (!/^[[{]/.test(body) || !body.includes('"$recording"')) return body
  return JSON.stringify(expand(JSON.parse(body)), null, 2)
}
