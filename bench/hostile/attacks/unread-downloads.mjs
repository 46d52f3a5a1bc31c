// Downloads whose caller reads no byte of the file, more of one owner's than there are places.
import { setTimeout as pause } from 'node:timers/promises'
import { isShort } from '../../children.mjs'
import { referenceOf } from '../answers.mjs'
import { headOf, open, send, tally } from '../raw-http.mjs'
import { ordinary, paths } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const downloads = 258
const [large, small] = [4 * 1024, 4]
/** The time for all of them begins with so many answers, or after so many milliseconds. */
const [enough, begunWithin] = [256, 3_000]
/** The owner acts for so many parties, in turns. */
const parties = 10
/** Milliseconds: between two downloads, for all of them, and for the whole attack. */
const [beginEvery, keptFor, within] = [4, isShort ? 2_000 : 4_000, 12_000]

export const rows = [
  {
    attack: '258 downloads of 4 MiB of one owner left unread, downloads of another',
    run: async (rig) => {
      const other = await rig.tokenOf({ owner: 1 })
      const tokens = await Promise.all(
        Array.from({ length: parties }, (_, party) => rig.tokenOf({ owner: 0, party })),
      )
      const given = { tokens, path: `${paths.inbox}/${referenceOf(large)}/download` }
      const probes = [ordinary.download(other, referenceOf(small))]
      const attack = { file: 'unread-downloads.mjs', name: 'leaveUnread', given, within }
      return underAttack(rig, { probes, attack })
    },
  },
]

export const attacks = {
  leaveUnread: async ({ url, tokens, path }) => {
    const begun = []
    for (let place = 0; place < downloads; place += 1) {
      const socket = open(url)
      const begins = { status: 'no answer' }
      socket.once('data', (chunk) => {
        begins.status = chunk.toString('latin1').slice(9, 12)
        socket.pause()
      })
      void send(socket, headOf('GET', path, tokens[place % tokens.length]))
      begun.push({ socket, begins })
      await pause(beginEvery)
    }
    const since = performance.now()
    const hasBegun = ({ begins }) => begins.status !== 'no answer'
    while (begun.filter(hasBegun).length < enough && performance.now() - since < begunWithin) {
      await pause(20)
    }
    await pause(keptFor)
    for (const { socket } of begun) socket.destroy()
    return tally(begun.map(({ begins }) => begins.status))
  },
}
