import { describe, expect, it } from 'vitest'
import type { AppMetadata } from '../../../src/altinn3/app-metadata.ts'
import type { DrawnTask } from '../../../src/formats/process-tasks.ts'
import { formsOf, judgeApp } from '../../../src/submission/accept/judge-app.ts'
import type { FormPlace } from '../../../src/submission/wanted.ts'
import { dataTypes, placeWith } from './given.ts'

interface Given {
  readonly place?: Partial<FormPlace['place']>
  readonly about?: Partial<AppMetadata>
  readonly formsWithoutRoot?: readonly string[]
  readonly tasks?: readonly DrawnTask[] | undefined
}

const [data, payment, signing] = ['data', 'payment', 'signing'].map((type) => {
  return { type, hasOwnSigners: false }
}) as [DrawnTask, DrawnTask, DrawnTask]

function judged({ place, about, formsWithoutRoot = [], ...given }: Given) {
  const entry = placeWith(place, about)
  const tasks = 'tasks' in given ? given.tasks : [data, signing]
  const { problems, notes } = judgeApp([entry], entry.metadata, { formsWithoutRoot, tasks })
  return { problems: problems.map(({ said, todo }) => `${said}: ${todo}`), notes }
}

describe('an app of the services file', () => {
  it('is well where it has what its service names', () => {
    expect(judged({})).toEqual({ problems: [], notes: [] })
  })

  it.each<[string, Given, readonly string[]]>([
    [
      'is too old',
      { about: { altinnNugetVersion: '8.0.0.1' } },
      ['it has 8.0.0 of app-lib, 8.6.0 is needed to send forms: ask its owner to update it'],
    ],
    [
      'lacks the data types that are named',
      { place: { forms: { '1900/12345': 'gone' }, attachments: { Kart: 'lost' } } },
      [
        'gone is no data type of the app: correct forms.1900/12345 of 5998/160101 in SERVICES_FILE',
        'lost is no data type of the app: correct attachments.Kart of 5998/160101 in SERVICES_FILE',
      ],
    ],
    [
      'takes them for something else',
      { place: { forms: { '1900/12345': 'kart' }, attachments: { Kart: 'model', Own: 'own' } } },
      [
        'kart is an attachment, and no form, of the app: correct forms.1900/12345 of 5998/160101 in SERVICES_FILE',
        'model is a form, and no attachment, of the app: correct attachments.Kart of 5998/160101 in SERVICES_FILE',
        'own is written by the app alone, and no attachment, of the app: correct attachments.Own of 5998/160101 in SERVICES_FILE',
      ],
    ],
    [
      'takes a form in JSON alone',
      {
        place: { forms: { '1900/12345': 'model' } },
        about: {
          dataTypes: dataTypes.map((type) => ({
            ...type,
            allowedContentTypes: ['application/json'],
          })),
        },
      },
      [
        'model is a form in JSON alone, and not in XML, of the app: correct forms.1900/12345 of 5998/160101 in SERVICES_FILE',
      ],
    ],
  ])('fails the check where it %s', (_, given, problems) => {
    expect(judged(given)).toEqual({ problems, notes: [] })
  })

  it.each<[string, Given, string]>([
    [
      'its service has no forms',
      { place: { forms: {} } },
      '5998/160101 takes no forms until forms is set in SERVICES_FILE',
    ],
    [
      'its service has no main form of several',
      { place: { mainForm: undefined } as never },
      '5998/160101 takes no forms until mainForm is set in SERVICES_FILE',
    ],
    [
      'its owner alone creates forms',
      { about: { disallowUserInstantiation: true } },
      'its owner alone creates forms',
    ],
    [
      'it is not for all kinds of parties',
      { about: { partyTypesAllowed: { subUnit: true } } },
      'it is for sub-units only',
    ],
    [
      'it demands scopes of its own',
      { about: { apiScopes: { users: { read: 'ttd:[app]', write: 'ttd:[app].write' } } } },
      'callers need ttd:prove-skjema ttd:prove-skjema.write',
    ],
    [
      'a form has no schema',
      { formsWithoutRoot: ['model'] },
      'model has no schema: its root is not checked',
    ],
    [
      'it takes payment',
      { tasks: [data, payment, signing, signing] },
      'the gateway never sends 5998/160101: it takes payment',
    ],
    [
      'it is signed more than once',
      { tasks: [data, signing, signing] },
      'the gateway sends 5998/160101 with sign=false only: several persons sign it',
    ],
    [
      'it names who signs',
      { tasks: [data, { ...signing, hasOwnSigners: true }] },
      'the gateway sends 5998/160101 with sign=false only: several persons sign it',
    ],
    [
      'its process file cannot be read',
      { tasks: undefined },
      'its process file cannot be read: it may take payment, or have several persons sign',
    ],
  ])('is described where %s', (_, given, note) => {
    expect(judged(given)).toEqual({ problems: [], notes: [note] })
  })

  it('has its roots looked at for the forms that it has', () => {
    const entry = placeWith({
      forms: { '1/1': 'model', '1/2': 'kart', '1/3': 'sub', '1/4': 'gone' },
    })
    expect(formsOf([entry, entry], entry.metadata)).toEqual(['model', 'sub'])
  })
})
