import { describe, expect, it } from 'vitest'
import { handoffLinks } from '../../api/features/stations/handoff.ts'

const links = handoffLinks({
  lon: 116.3913,
  lat: 39.9055,
  name: '前门,东站 & 驿站',
  address: '前门大街 1 号',
})

describe('the links into map apps', () => {
  it('all carry the known check point of WGS-84 116.391300,39.905500 in GCJ-02', () => {
    expect(links.amap).toContain('to=116.397541,39.906901,')
    expect(links.baidu).toContain('location=39.906901,116.397541&')
    expect(links.tencent).toContain('tocoord=39.906901,116.397541&')
    expect(links.apple).toBe('https://maps.apple.com/?daddr=39.906901,116.397541&dirflg=w')
  })

  it('say which datum they use where the app must be told, and ask for a walk', () => {
    expect(new URL(links.baidu).searchParams.get('coord_type')).toBe('gcj02')
    expect(new URL(links.tencent).searchParams.get('coord_type')).toBe('2')
    expect(new URL(links.tencent).searchParams.get('type')).toBe('walk')
    expect(new URL(links.amap).searchParams.get('mode')).toBe('walk')
    expect(new URL(links.amap).searchParams.get('callnative')).toBe('1')
  })

  it('carry name and address unharmed by commas, ampersands and Chinese', () => {
    expect(new URL(links.amap).searchParams.get('to')?.split(',')).toEqual([
      '116.397541',
      '39.906901',
      '前门 东站 & 驿站',
    ])
    expect(new URL(links.baidu).searchParams.get('title')).toBe('前门,东站 & 驿站')
    expect(new URL(links.baidu).searchParams.get('content')).toBe('前门大街 1 号')
    expect(new URL(links.tencent).searchParams.get('to')).toBe('前门,东站 & 驿站')
  })

  it('give the name where no address is known', () => {
    const { baidu } = handoffLinks({ lon: 116.4, lat: 39.9, name: '无名站', address: null })
    expect(new URL(baidu).searchParams.get('content')).toBe('无名站')
  })
})
