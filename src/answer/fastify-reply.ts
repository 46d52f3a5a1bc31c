import type { FastifyReply } from 'fastify'
import { respond, type ResponseSettings } from '../respond/respond.ts'
import { passOn } from './pass-on.ts'
import type { CallerRequest, Reply } from './request-context.ts'

/** What acting needs of Fastify's request. */
export function toCallerRequest({ request }: FastifyReply): CallerRequest {
  const { method, headers, rawHeaders } = request.raw
  return { method, headers, rawHeaders, connection: request.callerConnection }
}

/** What acting needs of Fastify's reply. */
export function toReply(reply: FastifyReply, settings: ResponseSettings): Reply {
  return {
    setHeaders: (headers) => void reply.headers(headers),
    send: (answer) => respond(reply, answer, settings),
    begin: (head) => passOn(reply, head),
  }
}
