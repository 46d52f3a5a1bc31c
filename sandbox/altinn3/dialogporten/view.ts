import type { Caller } from './access.ts'
import type { Actor, Dialog, Seen, Texts } from './state.ts'
import { toRoundTripMoment } from '../moment.ts'

/** What of a dialog is told in the list and in the dialog alike; what is null is left out. */
export function toCommon(dialog: Dialog): object {
  return {
    id: dialog.id,
    org: dialog.org,
    serviceResource: dialog.serviceResource,
    serviceResourceType: dialog.serviceResourceType,
    party: dialog.party,
    process: dialog.process,
    extendedStatus: dialog.extendedStatus,
    externalReference: dialog.externalReference,
    createdAt: toRoundTripMoment(dialog.createdAt),
    updatedAt: toRoundTripMoment(dialog.updatedAt),
    contentUpdatedAt: toRoundTripMoment(dialog.contentUpdatedAt),
    dueAt: dialog.dueAt === undefined ? undefined : toRoundTripMoment(dialog.dueAt),
    status: dialog.status,
    // The first of the three that shut each other out.
    systemLabel: dialog.labels.find((label) => ['Default', 'Archive', 'Bin'].includes(label)),
    isApiOnly: dialog.isApiOnly,
    hasUnopenedContent: dialog.hasUnopenedContent,
    fromServiceOwnerTransmissionsCount: countTransmissions(dialog, 'ServiceOwner'),
    fromPartyTransmissionsCount: countTransmissions(dialog, 'PartyRepresentative'),
    isContentSeen: isContentSeen(dialog),
  }
}

function countTransmissions({ transmissions }: Dialog, from: Actor['actorType']): number {
  return transmissions.filter(({ sender }) => sender.actorType === from).length
}

export function isContentSeen({ isSeen, labels }: Dialog): boolean {
  return isSeen && !labels.includes('MarkedAsUnopened')
}

/** An item of the list; nothing in it names an instance or a correspondence. */
export function toItem(dialog: Dialog, caller: Caller, languages: string | undefined): object {
  const latest = dialog.activities.reduce<(typeof dialog.activities)[number] | undefined>(
    (last, one) => (last === undefined || one.at >= last.at ? one : last),
    undefined,
  )
  const text = (texts: Texts | undefined): object | undefined => toText(texts, languages)
  return {
    ...toCommon(dialog),
    guiAttachmentCount: dialog.attachments.length,
    latestActivity: latest && {
      id: latest.id,
      createdAt: toRoundTripMoment(latest.at),
      type: latest.type,
      performedBy: latest.performedBy,
      description: prune(latest.description ?? [], languages),
    },
    seenSinceLastUpdate: seenSince(dialog, dialog.updatedAt, caller),
    seenSinceLastContentUpdate: seenSince(dialog, dialog.contentUpdatedAt, caller),
    endUserContext: { revision: dialog.contextRevision, systemLabels: dialog.labels },
    content: {
      title: text(dialog.title),
      summary: text(dialog.summary),
      senderName: text(dialog.senderName),
    },
  }
}

export function toText(
  texts: Texts | undefined,
  languages: string | undefined,
  mediaType = 'text/plain',
): { readonly value: Texts; readonly mediaType: string } | undefined {
  return texts && { value: prune(texts, languages), mediaType }
}

/** The latest of each who has seen it since. */
export function seenSince({ seenLog }: Dialog, since: number, caller: Caller): readonly object[] {
  const latest = new Map<string, Seen>()
  for (const seen of seenLog) if (seen.at >= since) latest.set(seen.actorId, seen)
  return [...latest.values()].map(({ id, at, actorId, actorName }) => ({
    id,
    seenAt: toRoundTripMoment(at),
    seenBy: { actorType: 'PartyRepresentative', actorName, actorId: mask(actorId) },
    isViaServiceOwner: false,
    isCurrentEndUser: actorId === caller.urn,
  }))
}

// IdentifierMasker.cs: people alone are hidden.
function mask(urn: string): string {
  const isPerson = urn.startsWith('urn:altinn:person:identifier-no:')
  return isPerson ? 'urn:altinn:person:identifier-ephemeral:0000000000' : urn
}

/** One language where one is asked for, else all: what is wished, then English, then Norwegian. */
export function prune(texts: Texts, languages: string | undefined): Texts {
  if (languages === undefined || languages.trim() === '') return texts
  const wished = languages
    .split(',')
    .map((one) => {
      const [code = '', weight = ''] = one
        .trim()
        .toLowerCase()
        .split(/;\s*q=/)
      return { code: code.split('-')[0] ?? '', weight: Number(weight || 1) }
    })
    .sort((one, other) => other.weight - one.weight)
    .map(({ code }) => code)
  const isNordic = wished.some((code) => code === 'sv' || code === 'da')
  const order = [...wished, ...(isNordic ? ['nb', 'en'] : ['en', 'nb'])]
  const best = order
    .map((code) => texts.find(({ languageCode }) => languageCode === code))
    .find((one) => one !== undefined)
  return best === undefined ? texts : [best]
}
