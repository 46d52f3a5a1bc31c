import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { Query } from '../../src/altinn2/query.ts'
import type { Plan } from '../../src/decide/plan.ts'
import type { Moved } from '../../src/decide/register.ts'
import { GatewayError } from '../../src/errors.ts'
import { checkOwner, type About } from '../../src/decide/owner.ts'

const row = endpoints.find(({ id }) => id === 'service-owner/reportees/list-reportees')
const resource: Moved = { to: 'resource', resource: 'nav-tiltak' }
const app: Moved = { to: 'app', app: 'nav/tiltak' }
const translate: Plan = { do: 'translate', targets: [] }
const forward: Plan = { do: 'forward' }

function outcomeOf(
  {
    query = '',
    entries = [],
    plan = translate,
  }: Partial<Omit<About, 'query'>> & { query?: string },
  code: string | undefined = 'nav',
): string {
  if (row === undefined) throw new Error('no such row')
  const asked = new Query([...new URLSearchParams(query)])
  try {
    checkOwner(row, () => code, { query: asked, entries, plan })
    return 'goes on'
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error)
  }
}

describe('a service owner', () => {
  it.each([
    ['about nothing in particular', {}],
    ['about its own service', { entries: [{ owner: 'nav', moved: [resource] }] }],
    ['about a service whose apps are its own', { entries: [{ moved: [app, app] }] }],
    ['about its own app', { query: 'app=NAV/tiltak' }],
    ['about anything named app that Altinn 2 is asked', { query: 'app=no app', plan: forward }],
    [
      'about a service that Altinn 2 is asked for',
      { entries: [{ moved: [resource] }], plan: forward },
    ],
  ])('goes on %s', (_, about) => {
    expect(outcomeOf(about)).toBe('goes on')
  })

  it.each([
    ['a service that is another’s', { entries: [{ owner: 'skd', moved: [app] }] }],
    ['a service whose app is another’s', { entries: [{ moved: [{ ...app, app: 'skd/x' }] }] }],
    [
      'services of which one is another’s',
      {
        entries: [
          { owner: 'nav', moved: [resource] },
          { owner: 'skd', moved: [resource] },
        ],
      },
    ],
    ['another’s app', { query: 'app=skd/x' }],
    ['an app that only begins like its own', { query: 'app=navet/x' }],
    [
      'its own service and another’s app',
      {
        entries: [{ owner: 'nav', moved: [resource] }],
        query: 'app=skd/x',
      },
    ],
  ])('is refused %s', (_, about) => {
    expect(outcomeOf(about)).toBe('SERVICE_REFUSED')
  })

  it.each([
    ['a service whose owner the services file does not name', { entries: [{ moved: [resource] }] }],
    [
      'such a service on both sides',
      {
        entries: [{ moved: [resource] }],
        plan: { do: 'merge', targets: [] } as Plan,
      },
    ],
  ])('is refused for want of a setting: %s', (_, about) => {
    expect(outcomeOf(about)).toBe('NEEDS_CONFIGURATION')
  })

  it('must be on the list', () => {
    expect(outcomeOf({}, '')).toBe('goes on')
    expect(outcomeOf({ entries: [{ owner: 'nav', moved: [] }] }, 'skd')).toBe('SERVICE_REFUSED')
  })
})
