import type { Writable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { AnswerHead } from '../forward/answer-head.ts'
import { pairsOf } from '../receive/headers.ts'
import { endAfter } from '../respond/respond.ts'

/** One value each, so that a second would spoil both: Altinn 2's own stands. */
const single: ReadonlySet<string> = new Set(['deprecation', 'sunset', 'x-content-type-options'])

/**
 * Begins the caller's answer with Altinn 2's head as it came (order and repeats of headers
 * included), then what every answer says, and gives the stream for its body.
 */
export function passOn(reply: FastifyReply, head: AnswerHead): Writable {
  endAfter(reply)
  // What is somebody's own is for no shared cache, whatever Altinn 2 has said.
  const mayBeShared = reply.request.row?.callers !== 'public' && !keepsToOne(head)
  if (mayBeShared) void reply.header('Cache-Control', 'no-store')
  if (reply.request.row?.answers === 'document') {
    void reply.header('X-Content-Type-Options', 'nosniff')
  }
  const theirs = mayBeShared ? without(head, 'cache-control') : head.headers
  reply.hijack()
  const said = new Set(pairsOf(theirs).map(([name]) => name.toLowerCase()))
  const ours = Object.entries(reply.getHeaders())
    .filter(([name]) => !single.has(name) || !said.has(name))
    .map(([name, value]) => [name, String(value)])
  reply.raw.writeHead(head.status, head.reason, [...theirs, ...ours.flat()])
  return reply.raw
}

/** `private` for some fields alone is not meant. */
function keepsToOne({ headers }: AnswerHead): boolean {
  const said = pairsOf(headers).flatMap(([name, value]) =>
    name.toLowerCase() === 'cache-control'
      ? value
          .toLowerCase()
          .replace(/"[^"]*"/g, '')
          .split(',')
      : [],
  )
  const directives = new Set(said.map((directive) => directive.trim()))
  if (directives.has('no-store')) return true
  return directives.has('private') && !directives.has('public')
}

function without({ headers }: AnswerHead, unwanted: string): readonly string[] {
  return pairsOf(headers)
    .filter(([name]) => name.toLowerCase() !== unwanted)
    .flat()
}
