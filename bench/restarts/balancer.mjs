// A balancer that looks at readiness, as those in front of containers do: each new connection goes to
// the next gateway that is ready. Its parent adds and removes gateways.
import { connect, createServer } from 'node:net'

/** Milliseconds between two looks. */
const lookEvery = 100
const gateways = []
let next = 0

process.on('message', async ({ add, remove }) => {
  if (remove !== undefined) {
    const place = gateways.findIndex(({ url }) => url === remove)
    clearInterval(gateways[place].timer)
    gateways.splice(place, 1)
    return
  }
  if (add === undefined) return
  const gateway = { ...add, isReady: false }
  gateways.push(gateway)
  const look = () => lookAt(gateway)
  gateway.timer = setInterval(look, lookEvery)
  await look()
  process.send({ isAdded: true })
})

async function lookAt(gateway) {
  gateway.isReady = await fetch(`${gateway.adminUrl}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
}

const server = createServer({ allowHalfOpen: true }, (caller) => {
  const ready = gateways.filter(({ isReady }) => isReady)
  const gateway = ready[next++ % ready.length]
  if (gateway === undefined) {
    caller.destroy()
    return
  }
  const { hostname, port } = new URL(gateway.url)
  const behind = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
  caller.pipe(behind).pipe(caller)
  for (const [one, other] of [
    [caller, behind],
    [behind, caller],
  ]) {
    one.on('error', () => other.resetAndDestroy())
    one.once('close', () => other.destroySoon())
  }
})
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
)
