import { describe, expect, it } from 'vitest'
import { createOpenSubmissions } from '../../src/operate/open-submissions.ts'

const entry = { requestId: 'one', endpoint: 'end-user/messages/create-message', service: '5992/1' }

describe('the register of open submissions', () => {
  it('lists a sequence with all that is known of it', () => {
    const open = createOpenSubmissions({ now: () => 0 })
    const { note } = open.begin(entry)
    note({ instance: '50/one', message: 'a123456789012' })
    note({ step: 'sending', task: 'Task_1' })
    expect(open.list()).toEqual([
      {
        ...entry,
        ...{ instance: '50/one', message: 'a123-4567-8901-2' },
        ...{ step: 'sending', task: 'Task_1', since: '1970-01-01T00:00:00.000Z' },
      },
    ])
    note({ instance: undefined, message: undefined, step: 'beginning' })
    expect(open.list()).toEqual([
      { ...entry, step: 'beginning', since: '1970-01-01T00:00:00.000Z' },
    ])
  })

  it('counts the sequences that it has no room for, and lists the oldest', () => {
    let now = 0
    const open = createOpenSubmissions({ now: () => now })
    const works = Array.from({ length: 1_002 }, () => {
      now += 1_000
      return open.begin(entry)
    })
    expect(open.inProgress()).toBe(1_002)
    expect(open.list()).toHaveLength(1_000)
    expect(open.countByStep()).toMatchObject({ beginning: 1_000, unlisted: 2 })
    expect(open.oldestSeconds()).toBe(1_001)
    for (const { end } of works) end()
    expect(open.inProgress()).toBe(0)
    expect(open.oldestSeconds()).toBe(0)
  })
})
