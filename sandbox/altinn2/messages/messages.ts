import type { JWTPayload } from 'jose'
import { json, parameter, wantsHal } from '../answer.ts'
import { toPage } from './options.ts'
import { answerPart } from './part-answers.ts'
import { partLinks } from './parts.ts'
import type { Altinn2Message, Altinn2Messages } from './state.ts'
import { changeMessage } from './state.ts'
import { ODataRefused } from './tokens.ts'
import {
  portalOf,
  toLanguage,
  toMessageRow,
  withBinLinks,
  withMessageLinks,
  type MessageRow,
  type Place,
} from './view.ts'
import { hasScope } from '../../bearer.ts'
import { hang, onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

/** Who asks for whose box. */
export interface MessageCall extends Place {
  readonly asked: Asked
  readonly claims: JWTPayload
  readonly messages: Altinn2Messages
  readonly partyId: number
}

// Altinn/docs content/api/authentication scopes; the list takes one that reads no contents.
const readScopes = ['altinn:instances.read', 'altinn:enduser', 'altinn:endusernoconsent']
const missingScope = { status: 401, reason: 'Claims Authorization failed: Missing required scope' }

const route = /^messages(?:\/(?:(?<bin>trashbin)|(?<id>[abc]\d+)(?:\/(?<part>.+))?))?$/

/** Altinn/docs content/api/rest/meldinger: lists and single elements, in what is below `{who}`. */
export function answerMessages(rest: string, call: MessageCall): Answered | Promise<never> {
  const { asked, claims, messages } = call
  messages.queries.push(`${asked.path}?${asked.query.toString()}`)
  const fault = faultOf(call)
  if (fault !== undefined) return fault
  const found = route.exec(rest)?.groups
  if (found === undefined || !['GET', 'HEAD'].includes(asked.method)) {
    throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
  const { id, part, bin } = found
  const scopes = id === undefined ? [...readScopes, 'altinn:instances.meta'] : readScopes
  if (!hasScope(claims, ...scopes)) return missingScope
  return id === undefined ? list(call, bin !== undefined) : single(id, part, call)
}

/** What a test has put in the way of this call. */
export function faultOf({
  asked,
  messages,
}: Pick<MessageCall, 'asked' | 'messages'>): Answered | Promise<never> | undefined {
  const what = `${asked.method} ${asked.path}`
  const fault = messages.faults.find(({ on, times }) => times !== 0 && (on?.test(what) ?? true))
  if (fault === undefined) return undefined
  if (fault.times !== undefined) fault.times -= 1
  const { status, reason } = fault
  if (status === undefined) return hang()
  return { status, ...(reason === undefined ? {} : { reason }) }
}

function boxOf({ messages, partyId }: MessageCall): readonly Altinn2Message[] {
  return [...(messages.boxes.get(partyId)?.values() ?? [])]
}

const odata = ['$filter', '$orderby', '$top', '$skip']

function list(call: MessageCall, isBin: boolean): Answered {
  const { asked, messages } = call
  onlyQuery(asked, 'language', ...(isBin ? [] : ['dateFrom', 'dateTo']), ...odata)
  const wanted = boxOf(call)
    .filter(({ isDeleted = false }) => isDeleted === isBin)
    .filter(isWithinDates(asked))
    // The latest first; which of two at one time comes first, nobody says.
    .sort((one, other) => other.lastChanged - one.lastChanged)
  const read = wanted.slice(0, messages.modes.mostRead)
  const language = toLanguage(parameter(asked, 'language'))
  const rows = read.map((message) => toMessageRow(message, language))
  const answered = answerPage(call, rows, isBin)
  messages.pagesRead += 1
  messages.afterPage?.(messages.pagesRead)
  if (read.length === wanted.length) return answered
  return { ...answered, headers: { ...answered.headers, 'X-Warning-LimitReached': 'true' } }
}

function answerPage(call: MessageCall, rows: readonly MessageRow[], isBin: boolean): Answered {
  const { asked, messages } = call
  try {
    const page = toPage(asked, rows, messages.modes.rowsPerPage)
    const written = page.map((row) => (isBin ? withBinLinks : withMessageLinks)(row, asked, call))
    if (!wantsHal(asked)) return json(asked, written)
    return json(asked, { _links: linksOf(call, isBin), _embedded: { messages: written } })
  } catch (error) {
    if (error instanceof ODataRefused) return { status: 400, reason: error.message }
    throw error
  }
}

function linksOf({ publicOrigin, who }: Place, isBin: boolean): object {
  const base = `${publicOrigin}/api/${who}/messages`
  if (isBin) return { self: { href: `${base}/trashbin` } }
  return {
    self: { href: base },
    find: { href: `${base}/{messageId}`, isTemplated: true },
    portalview: { href: portalOf(publicOrigin) },
  }
}

/**
 * By the last change, and in the database, so that the limit counts what is left (release note 18.9).
 * Both ends belong to it (release note 18.3).
 */
function isWithinDates(asked: Asked): (message: Altinn2Message) => boolean {
  const from = momentOf(asked, 'dateFrom') ?? -Infinity
  const to = momentOf(asked, 'dateTo') ?? Infinity
  return ({ lastChanged }) => from <= lastChanged && lastChanged <= to
}

const written = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/

/** Without a zone it is what a Norwegian clock shows. */
function momentOf(asked: Asked, name: string): number | undefined {
  const text = parameter(asked, name)
  if (text === undefined) return undefined
  const found = written.exec(text)
  if (found === null) throw new UnlikeTheRealOne(`${name}=${text}`)
  if (found.groups?.zone !== undefined) return Date.parse(text)
  const time = text.length === 10 ? `${text}T00:00` : text
  const winter = Date.parse(`${time}+01:00`)
  return isSummer(winter - 3_600_000) ? winter - 3_600_000 : winter
}

const clock = new Intl.DateTimeFormat('en', {
  timeZone: 'Europe/Oslo',
  timeZoneName: 'shortOffset',
})

function isSummer(moment: number): boolean {
  return clock.formatToParts(moment).some(({ value }) => value === 'GMT+2')
}

function single(id: string, part: string | undefined, call: MessageCall): Answered {
  const { messages, partyId } = call
  const message = messages.boxes.get(partyId)?.get(id)
  if (message === undefined) return { status: 404 }
  return part === undefined ? look(message, call) : answerPart(part, { ...call, message })
}

/** As it was before this made it read. */
function look(message: Altinn2Message, call: MessageCall): Answered {
  const { asked, messages, partyId } = call
  onlyQuery(asked, 'language', 'markAsRead')
  const isToStay = /^false$/i.test(parameter(asked, 'markAsRead') ?? '')
  if (message.state === 'unread' && !isToStay) {
    changeMessage(messages, partyId, message.id, { state: 'read', isMarkedUnread: false })
  }
  const row = toMessageRow(message, toLanguage(parameter(asked, 'language')))
  const { body } = message
  const whole = body === undefined ? row : { ...row, Body: body }
  return json(asked, withMessageLinks(whole, asked, call, partLinks({ ...call, message })))
}
