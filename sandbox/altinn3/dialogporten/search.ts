import { authorizedFor, type Authorized, type Caller } from './access.ts'
import { compare, isAfter, writeContinuation, writeOrder } from './order.ts'
import { problem } from './problem.ts'
import { validateSearch } from './query-rules.ts'
import { readSearch, type Search } from './query.ts'
import type { Dialog, DialogportenState } from './state.ts'
import { isContentSeen, toItem } from './view.ts'
import type { Answered, Asked } from '../../strict.ts'

/** GET /enduser/dialogs: SearchDialogQuery.cs. Who may see nothing is told of nothing, with 200. */
export function searchDialogs(asked: Asked, caller: Caller, state: DialogportenState): Answered {
  const search = readSearch(asked)
  if ('errors' in search) return problem(asked, 400, search.errors)
  const objections = validateSearch(search)
  if (Object.keys(objections).length > 0) return problem(asked, 400, objections)
  if (search.search !== undefined && state.modes.isSearchTooBroad) return tooBroad(asked)
  const { order, continuation, limit, rawContinuation } = search
  const authorized = authorizedFor(caller, setOf(search.party), setOf(search.serviceResource))
  const found = candidates(authorized, state)
    .filter((dialog) => fits(dialog, search, state.modes.now()))
    .filter((dialog) => continuation === undefined || isAfter(order, dialog, continuation))
    .sort((one, other) => compare(order, one, other))
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const languages = asked.headers['accept-language']
  const body = {
    items: page.map((dialog) => toItem(dialog, caller, languages)),
    hasNextPage: found.length > limit,
    continuationToken: last === undefined ? rawContinuation : writeContinuation(order, last),
    orderBy: writeOrder(order),
  }
  state.pagesRead += 1
  state.afterPage?.(state.pagesRead)
  return { status: 200, body }
}

function setOf(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.length === 0 ? undefined : new Set(values)
}

function candidates(authorized: Authorized, { byParty }: DialogportenState): readonly Dialog[] {
  return [...authorized].flatMap(([party, resources]) =>
    (byParty.get(party) ?? []).filter(({ serviceResource }) => resources.has(serviceResource)),
  )
}

function fits(dialog: Dialog, search: Search, now: number): boolean {
  const { isContentSeen: wanted, externalReference, process } = search
  return (
    !dialog.isDeleted &&
    (dialog.visibleFrom ?? now) <= now &&
    isOneOf(dialog.org, search.org) &&
    isOneOf(dialog.status, search.status) &&
    isOneOf(dialog.extendedStatus, search.extendedStatus) &&
    // Unlike every other list, all of them at once (TryBuildSystemLabelsMask).
    search.systemLabel.every((label) => dialog.labels.includes(label)) &&
    (externalReference === undefined || dialog.externalReference === externalReference) &&
    (process === undefined || dialog.process === process) &&
    (wanted === undefined || isContentSeen(dialog) === wanted) &&
    !(search.excludeApiOnly && dialog.isApiOnly) &&
    isWithin(dialog, search.bounds) &&
    (search.search === undefined || hasText(dialog, search.search, search.searchLanguageCode))
  )
}

function isOneOf(value: string | undefined, wanted: readonly (string | undefined)[]): boolean {
  return wanted.length === 0 || wanted.includes(value)
}

/** Both ends included; what has no due date is within no bounds (DialogEndUserSearchSqlHelpers.cs). */
function isWithin(dialog: Dialog, bounds: Search['bounds']): boolean {
  const times = {
    created: dialog.createdAt,
    updated: dialog.updatedAt,
    contentUpdated: dialog.contentUpdatedAt,
    due: dialog.dueAt ?? NaN,
  }
  return (['created', 'updated', 'contentUpdated', 'due'] as const).every((name) => {
    const [after, before] = bounds[name] ?? []
    if (after === undefined || before === undefined) return true
    return after <= times[name] && times[name] <= before
  })
}

/** Nearer to words than the real one's stems: each word must begin one of the dialog's. */
function hasText(dialog: Dialog, wanted: string, language: string | undefined): boolean {
  const words = [dialog.title, dialog.summary ?? [], dialog.senderName ?? []]
    .flat()
    .filter(({ languageCode }) => language === undefined || languageCode === language)
    .flatMap(({ value }) => toWords(value))
  return toWords(wanted).every((one) => words.some((word) => word.startsWith(one)))
}

function toWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}

function tooBroad(asked: Asked): Answered {
  const text =
    'The search matched too many dialogs to complete. Narrow it with a date range (contentUpdatedAfter), fewer parties, or a service resource.'
  return problem(asked, 422, { Search: [text] })
}
