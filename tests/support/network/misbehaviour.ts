import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { answerBytes } from './scripted-server.ts'

/** A good answer of an upstream, before it is misspoken. */
export interface Good {
  readonly start: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What comes of it, as a caller sees it. */
export type Outcome =
  /** The whole answer, as if the upstream had behaved. */
  | 'well'
  /** The answer's head, and no body. */
  | 'empty'
  /** Whole, in the coding in which it came. */
  | 'coded'
  /** An answer with a status, and a line in the log. */
  | 'refused'
  /** The connection breaks off after the first bytes. */
  | 'cut'

export type Reading = 'forward' | 'write' | 'document' | 'merge' | 'read' | 'download'
export type Upstream = Reading | 'exchange' | 'keys' | 'owners'

export interface Misbehaviour {
  readonly name: string
  /** Written one after the other. */
  readonly pieces: (good: Good) => readonly Buffer[]
  readonly closes?: true
  readonly outcome: (upstream: Upstream) => Outcome
}

const reads: ReadonlySet<Upstream> = new Set(['merge', 'read', 'exchange', 'keys', 'owners'])
const always =
  (outcome: Outcome): Misbehaviour['outcome'] =>
  () =>
    outcome
/** Nothing that is read here can do with half a body, or with none. */
const readsRefuse =
  (outcome: Outcome): Misbehaviour['outcome'] =>
  (upstream) =>
    reads.has(upstream) ? 'refused' : outcome

function whole({ start, headers, body }: Good, more: Record<string, string> = {}): Buffer {
  return coded({ start, headers, body }, Buffer.from(body), more)
}

function coded({ start, headers }: Good, body: Buffer, more: Record<string, string>): Buffer {
  const length = { 'Content-Length': String(body.length) }
  return Buffer.concat([answerBytes(start, { ...headers, ...length, ...more }), body])
}

function inCoding(name: string, code: (body: Buffer) => Buffer): Misbehaviour {
  return {
    name: `coded: ${name}`,
    pieces: (good) => [coded(good, code(Buffer.from(good.body)), { 'Content-Encoding': name })],
    // A document goes to the caller as it is; it was the caller who said what may come.
    outcome: (upstream) => (upstream === 'document' ? 'coded' : 'well'),
  }
}

function after(interim: string): Misbehaviour['pieces'] {
  return (good) => [Buffer.from(interim), whole(good)]
}

const asked = 'HTTP/1.1 100 Continue\r\n\r\n'
const hints = 'HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n'
const processing = 'HTTP/1.1 102 Processing\r\n\r\n'
const hugeInterim = `HTTP/1.1 103 Early Hints\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`

const interim: readonly Misbehaviour[] = [
  { name: 'an unasked 100', pieces: after(asked), outcome: always('well') },
  {
    name: 'an unasked 100 in one piece with the answer',
    pieces: (good) => [Buffer.concat([Buffer.from(asked), whole(good)])],
    outcome: always('well'),
  },
  {
    name: 'several interim answers, with headers',
    pieces: after(asked + processing + hints + asked),
    outcome: always('well'),
  },
  {
    name: 'interim answers byte by byte',
    pieces: (good) => {
      const bytes = Buffer.concat([Buffer.from(processing + asked), whole(good)])
      return [...bytes.subarray(0, 90)].map((byte) => Buffer.of(byte)).concat(bytes.subarray(90))
    },
    outcome: always('well'),
  },
  { name: 'an interim answer without end', pieces: after(hugeInterim), outcome: always('refused') },
  {
    name: 'an unasked change of protocol',
    pieces: after('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    outcome: always('refused'),
  },
]

const broken = gzipSync('{"a":"b"}').fill(0xff, 10)
const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024), { level: 1 })

const codings: readonly Misbehaviour[] = [
  inCoding('gzip', (body) => gzipSync(body)),
  inCoding('x-gzip', (body) => gzipSync(body)),
  inCoding('GZIP', (body) => gzipSync(body)),
  inCoding('br', (body) => brotliCompressSync(body)),
  inCoding('deflate', (body) => deflateSync(body)),
  { ...inCoding('deflate', (body) => deflateRawSync(body)), name: 'coded: deflate without a head' },
  inCoding('gzip, br', (body) => brotliCompressSync(gzipSync(body))),
  {
    ...inCoding('gzip', (body) => gzipSync(body)),
    name: 'two codings on two lines',
    pieces: (good) => [
      coded(good, gzipSync(gzipSync(good.body)), {
        'Content-Encoding': 'gzip',
        'content-encoding': 'gzip',
      }),
    ],
  },
  {
    name: 'an empty body in a coding',
    pieces: (good) => [coded(good, Buffer.alloc(0), { 'Content-Encoding': 'gzip' })],
    outcome: (upstream) => (upstream === 'document' ? 'coded' : readsRefuse('empty')(upstream)),
  },
  {
    name: 'a body that is not what its coding says',
    pieces: (good) => [coded(good, broken, { 'Content-Encoding': 'gzip' })],
    outcome: (upstream) => (upstream === 'document' ? 'coded' : 'refused'),
  },
  {
    name: 'a coding that is not known',
    pieces: (good) => [whole(good, { 'Content-Encoding': 'zstd' })],
    outcome: (upstream) => (upstream === 'document' || upstream === 'write' ? 'coded' : 'refused'),
  },
  {
    name: 'a body that grows without bound',
    pieces: (good) => [coded(good, bomb, { 'Content-Encoding': 'gzip' })],
    outcome: (upstream) => {
      if (upstream === 'document') return 'coded'
      return reads.has(upstream) ? 'refused' : 'cut'
    },
  },
]

const half = (good: Good): Buffer => whole(good).subarray(0, -good.body.length / 2)
const chunked = { 'Transfer-Encoding': 'chunked' }

const lengths: readonly Misbehaviour[] = [
  {
    name: 'a byte order mark',
    pieces: (good) => [whole({ ...good, body: `\uFEFF${good.body}` })],
    outcome: always('well'),
  },
  {
    name: 'a 204 with a length',
    pieces: (good) => [whole({ ...good, start: 'HTTP/1.1 204 No Content' })],
    outcome: (upstream) => (upstream === 'merge' ? 'empty' : readsRefuse('empty')(upstream)),
  },
  {
    name: 'more bytes than announced',
    pieces: (good) => [Buffer.concat([whole(good), Buffer.from('and more')])],
    outcome: always('well'),
  },
  {
    name: 'a body cut short',
    pieces: (good) => [half(good)],
    closes: true,
    outcome: readsRefuse('cut'),
  },
  {
    name: 'a head without its body',
    pieces: (good) => [whole(good).subarray(0, -good.body.length)],
    closes: true,
    outcome: always('refused'),
  },
  {
    name: 'a chunk cut short',
    pieces: ({ start, headers }) => [
      Buffer.concat([answerBytes(start, { ...headers, ...chunked }), Buffer.from('ff\r\n{"a":')]),
    ],
    closes: true,
    outcome: readsRefuse('cut'),
  },
  {
    name: 'a chunk without a size',
    pieces: ({ start, headers }) => [
      Buffer.concat([answerBytes(start, { ...headers, ...chunked }), Buffer.from('zz\r\n{}\r\n')]),
    ],
    outcome: always('refused'),
  },
]

const heads: readonly Misbehaviour[] = [
  {
    name: 'no HTTP at all',
    pieces: () => [Buffer.from('hello\r\n\r\n')],
    outcome: always('refused'),
  },
  { name: 'a close before the head', pieces: () => [], closes: true, outcome: always('refused') },
  {
    name: 'half a head',
    pieces: (good) => [whole(good).subarray(0, 20)],
    closes: true,
    outcome: always('refused'),
  },
  {
    name: 'a reason phrase in Latin-1',
    pieces: (good) => [
      Buffer.from(
        whole({ ...good, start: `${good.start} f\xf8dt` })
          .toString('latin1')
          .replace('\xc3\xb8', '\xf8'),
        'latin1',
      ),
    ],
    outcome: always('well'),
  },
]

export const misbehaviours: readonly Misbehaviour[] = [...interim, ...codings, ...lengths, ...heads]
