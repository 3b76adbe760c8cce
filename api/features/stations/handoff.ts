/**
 * Links that hand a walk over to a map app. Map apps in China expect GCJ-02; ours are WGS-84 inside, and a mix-up
 * would send a worker about 550 m astray over Beijing. Source of the forms: each app's published URI interface.
 */
import gcoord from 'gcoord'
import type { LonLat } from './station.ts'

export interface HandoffLinks {
  amap: string
  baidu: string
  tencent: string
  apple: string
}

/** What the apps show as the caller. */
const APP = 'warm-heart-stations'

/** GCJ-02 degrees with the six decimals (0.1 m) that the apps read. */
function gcj02({ lon, lat }: LonLat): [lon: string, lat: string] {
  const [east, north] = gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02) as [number, number]
  return [east.toFixed(6), north.toFixed(6)]
}

/**
 * Links to walk to a station.
 * @param to WGS-84 degrees; the name as on the sign; the address when known
 * @returns https links with GCJ-02 coordinates (longitude first for Amap only)
 */
export function handoffLinks(to: LonLat & { name: string; address: string | null }): HandoffLinks {
  const [lon, lat] = gcj02(to)
  // A comma would end Amap's name; brackets and the like are left to the encoding.
  const amapName = encodeURIComponent(to.name.replaceAll(',', ' '))
  const name = encodeURIComponent(to.name)
  const content = encodeURIComponent(to.address ?? to.name)
  return {
    amap: `https://uri.amap.com/navigation?to=${lon},${lat},${amapName}&mode=walk&src=${APP}&callnative=1`,
    baidu:
      `https://api.map.baidu.com/marker?location=${lat},${lon}&title=${name}&content=${content}` +
      `&output=html&coord_type=gcj02&src=webapp.nuanxin.${APP}`,
    tencent:
      `https://apis.map.qq.com/uri/v1/routeplan?type=walk&to=${name}&tocoord=${lat},${lon}` +
      `&coord_type=2&referer=${APP}`,
    apple: `https://maps.apple.com/?daddr=${lat},${lon}&dirflg=w`,
  }
}
