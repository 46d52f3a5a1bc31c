import type { Writable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { AnswerHead } from '../forward/answer-head.ts'
import { endAfter } from './respond.ts'

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
  const ours = Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)])
  reply.raw.writeHead(head.status, head.reason, [...head.headers, ...ours.flat()])
  return reply.raw
}

function says({ headers }: AnswerHead, wanted: string): boolean {
  return headers.some((name, place) => place % 2 === 0 && name.toLowerCase() === wanted)
}
