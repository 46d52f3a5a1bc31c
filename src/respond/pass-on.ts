import type { Writable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { AnswerHead } from '../forward/answer-head.ts'
import { hasUnreadBody } from '../receive/receive.ts'
import { toHeaders, type Tags } from './tags.ts'

/**
 * Begins the caller's answer with Altinn 2's head as it came (order and repeats of headers
 * included) and gives the stream for its body.
 */
export function passOn(reply: FastifyReply, head: AnswerHead, tags: Tags): Writable {
  reply.hijack()
  const { raw } = reply
  const headers = [...head.headers, ...Object.entries(toHeaders(tags)).flat()]
  // An answer that overtakes the request's body ends the connection with it.
  if (hasUnreadBody(reply.request.raw)) headers.push('Connection', 'close')
  raw.writeHead(head.status, head.reason, headers)
  return raw
}
