import type { Writable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { AnswerHead } from '../forward/answer-head.ts'
import { endAfter } from './respond.ts'

/** One value each, so that a second would spoil both: Altinn 2's own stands. Of links there may be many. */
const single: ReadonlySet<string> = new Set(['deprecation', 'sunset'])

/**
 * Begins the caller's answer with Altinn 2's head as it came (order and repeats of headers
 * included), then what every answer says, and gives the stream for its body.
 */
export function passOn(reply: FastifyReply, head: AnswerHead): Writable {
  endAfter(reply)
  // What is somebody's own is for no cache, unless Altinn 2 has thought about it.
  if (reply.request.row?.callers !== 'public' && !says(head, 'cache-control')) {
    void reply.header('Cache-Control', 'no-store')
  }
  reply.hijack()
  const said = new Set(
    head.headers.flatMap((name, place) => (place % 2 === 0 ? name.toLowerCase() : [])),
  )
  const ours = Object.entries(reply.getHeaders())
    .filter(([name]) => !single.has(name) || !said.has(name))
    .map(([name, value]) => [name, String(value)])
  reply.raw.writeHead(head.status, head.reason, [...head.headers, ...ours.flat()])
  return reply.raw
}

function says({ headers }: AnswerHead, wanted: string): boolean {
  return headers.some((name, place) => place % 2 === 0 && name.toLowerCase() === wanted)
}
