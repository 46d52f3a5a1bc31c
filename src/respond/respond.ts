import type { FastifyReply } from 'fastify'
import type { Altinn2Response } from '../altinn2/response.ts'
import { contentTypes, negotiate } from './negotiate.ts'
import { toWireReason } from './reason-phrase.ts'
import { writeJson } from './write-json.ts'

/** Writes a translated answer in the format that the caller asked for. */
export function respond(
  reply: FastifyReply,
  answer: Altinn2Response,
  accept: string | undefined,
  publicUrl: string,
): void {
  if (answer.reason !== undefined) reply.raw.statusMessage = toWireReason(answer.reason)
  void reply.code(answer.status).headers({ 'Cache-Control': 'no-store', ...answer.headers })
  if (answer.body === undefined) {
    void reply.send()
    return
  }
  const format = negotiate(accept)
  const body = Buffer.from(writeJson(answer.body, format, publicUrl))
  void reply.header('Vary', 'Accept').type(contentTypes[format]).send(body)
}
