import { describe, expect, it } from 'vitest'
import { toMigratedApp, toMigratedResource } from '../../src/altinn3/migrated.ts'
import type { Target } from '../../src/decide/register.ts'
import { migratedServiceOf } from '../../src/message-box/migrated-service.ts'

const targets: readonly Target[] = [
  { service: { code: 'SKBERG', edition: 2 }, moved: { to: 'app', app: 'skd/berg' } },
]

describe('the service of what was migrated', () => {
  it.each([
    ['ttd/a2-5998-160101', { code: '5998', edition: 160101 }],
    ['ttd-migratedcorrespondence-5999-1', { code: '5999', edition: 1 }],
    ['skd/a2-skberg-3', { code: 'skberg', edition: 3 }],
    ['ttd/a2-5998', { code: '5998', edition: 0 }],
    ['nav-migratedcorrespondence-4503-', { code: '4503', edition: 0 }],
    ['nav-migratedcorrespondence-4503', { code: '4503', edition: 0 }],
    ['skd/a2-skberg', { code: 'SKBERG', edition: 0 }],
  ])('is in its name: %s', (name, service) => {
    expect(migratedServiceOf(name, targets)?.key).toEqual(service)
  })

  it('has the letters of the services file, where that has it', () => {
    for (const name of [
      toMigratedApp('skd', 'SKBERG', 2),
      toMigratedResource('skd', 'SKBERG', 2),
    ]) {
      expect(name).not.toContain('SKBERG')
      const key = { code: 'SKBERG', edition: 2 }
      expect(migratedServiceOf(name, targets)).toEqual({ key, listed: targets[0] })
    }
  })

  it.each(['ttd/prove-skjema', 'ttd/a1-5998-1', 'ttd-meldinger', 'a2-5998-1', 'ttd/a2-'])(
    'is in no other name: %s',
    (name) => {
      expect(migratedServiceOf(name, targets)).toBeUndefined()
    },
  )
})
