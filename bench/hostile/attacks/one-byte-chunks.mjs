// Bodies in chunks of one byte each: every byte arrives as a piece of its own.
import { headOf, inChunks, open, send, statusOf, tally } from '../raw-http.mjs'
import { need, ordinary } from '../rig.mjs'
import { underAttack } from '../under-attack.mjs'

const bytes = 65_000
const maxGrowth = 100

export const rows = [
  {
    attack: '100 uploads of 65 kB in one-byte chunks',
    run: (rig) => measure(rig, 100, ordinary.upload),
  },
  {
    attack: '20 uploads of 65 kB in one-byte chunks',
    run: (rig) => measure(rig, 20, ordinary.upload),
  },
  {
    attack: '100 bodies of 65 kB in one-byte chunks that are held until their service is known',
    rig: { isAltinn2Open: true },
    run: (rig) => measure(rig, 100, submit),
  },
]

/** The service comes last, so that everything before it is held. */
function submit(token) {
  const headers = { 'content-type': 'application/json' }
  return { ...ordinary.messages(token), method: 'POST', headers, body: heldBody }
}

const end = '","ServiceCode":"5999","ServiceEdition":1}'
const heldBody = '{"Padding":"'.padEnd(bytes - end.length, 'x') + end

async function measure(rig, count, request) {
  const [token, other] = await Promise.all([0, 1].map((owner) => rig.tokenOf({ owner })))
  const { path, headers } = request(token)
  await need(rig, request(token))
  const given = { token, count, path, type: headers['content-type'] }
  const probes = [ordinary.list(other)]
  const attack = { file: 'one-byte-chunks.mjs', name: 'sendAll', given }
  return underAttack(rig, { probes, attack, maxGrowth })
}

export const attacks = {
  sendAll: async ({ url, token, count, path, type }) => {
    const head = headOf('POST', path, token, {
      'Content-Type': type,
      'Transfer-Encoding': 'chunked',
    })
    const body = inChunks(Buffer.from(heldBody))
    return tally(
      await Promise.all(
        Array.from({ length: count }, async () => {
          const socket = open(url)
          const status = statusOf(socket)
          void send(socket, head)
          void send(socket, body)
          return status.finally(() => socket.destroy())
        }),
      ),
    )
  },
}
