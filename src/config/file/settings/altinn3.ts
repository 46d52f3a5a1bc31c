import Type from 'typebox'
import { address, patterned } from './kinds.ts'

/** The section `altinn3`: its addresses, and what callers see of its answers. */
export const Altinn3 = Type.Object(
  {
    platformUrl: address("Altinn 3's platform. ALTINN3_PLATFORM_URL."),
    appsUrl: Type.Optional(
      // An owner's code never is a whole host, nor its last part.
      patterned(
        '^https?://(?:[^\\s/{}]|\\{org\\}\\.(?=[^\\s/{}.]))+(?:/[^\\s{}]*)?$',
        'an address in which {org} stands, if at all, for a part of the host before the last',
        {
          description:
            "Altinn 3's apps, {org} being their owner's code; those of the platform's environment if left out. ALTINN3_APPS_URL.",
        },
      ),
    ),
    dialogportenUrl: Type.Optional(
      address('What comes before /dialogporten/; the platform if left out. DIALOGPORTEN_URL.'),
    ),
    orgsUrl: address("Altinn's list of service owners. ORGS_URL.", {
      default: 'https://altinncdn.no/orgs/altinn-orgs.json',
    }),
    subscriptionKey: Type.Optional(
      Type.String({
        minLength: 1,
        description: "The platform's key, sent to its origin alone. ALTINN3_SUBSCRIPTION_KEY.",
      }),
    ),
    confirmWithoutDownload: Type.Union([Type.Literal('refuse'), Type.Literal('touch')], {
      default: 'refuse',
      description:
        'A broker file is confirmed that was never fetched: touch fetches a byte of it first. CONFIRM_WITHOUT_DOWNLOAD.',
    }),
    // Altinn/altinn-correspondence appsettings: the hosts; that dialogs are below them is inferred.
    inboxUrl: patterned('^https://[^\\s]+$', 'an address that begins with https://', {
      default: 'https://af.tt02.altinn.no/inbox',
      defaultInProduction: 'https://af.altinn.no/inbox',
      description:
        'Base of the links that lead people to their messages; an id follows (inferred). INBOX_URL.',
    }),
    listPartial: Type.Union([Type.Literal('error'), Type.Literal('warn')], {
      default: 'error',
      description:
        'A source of a list of messages or rights fails, or Altinn 2 does not know the client: that error, or the rest with a warning. LIST_PARTIAL.',
    }),
    emptyReporteesAs: Type.Union([Type.Literal('list'), Type.Literal('phrase')], {
      default: 'list',
      description:
        "A service owner asks about a person whom Altinn 3 does not know: an empty list, or Altinn 2's 400 about a missing user profile. EMPTY_REPORTEES_AS.",
    }),
    submissionRetryWindow: Type.Integer({
      minimum: 0,
      maximum: 86_400,
      default: 120,
      description:
        'Seconds in which the same message sent again is a retry of the first one, counted from 130 s after that. SUBMISSION_RETRY_WINDOW.',
    }),
    migratedCorrespondenceIds: Type.Union([Type.Literal('own'), Type.Literal('genuine')], {
      default: 'own',
      description:
        'Of messages that Altinn 2 had: genuine shows its own ids, at the cost of one look at each such message. MIGRATED_CORRESPONDENCE_IDS.',
    }),
    // Altinn/docs content/api/rest/meldinger/slette.md and the help page of DELETE disagree.
    refusedSubmissions: Type.Union([Type.Literal('keep'), Type.Literal('discard')], {
      default: 'keep',
      description:
        'An app finds something wrong with a new message that is sent: its draft stays, named by Location, or is deleted. REFUSED_SUBMISSIONS.',
    }),
    deleteCorrespondences: Type.Union(
      [Type.Literal('bin'), Type.Literal('purge'), Type.Literal('refuse')],
      {
        default: 'bin',
        description:
          'A caller deletes a message: into the bin, which people undo in Altinn; for good; or never (403). DELETE_CORRESPONDENCES.',
      },
    ),
  },
  { additionalProperties: false },
)
