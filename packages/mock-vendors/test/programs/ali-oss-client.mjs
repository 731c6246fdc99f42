import OSS from 'ali-oss';

const client = new OSS({
  region: 'oss-cn-hangzhou',
  secure: true,
  bucket: 'mock-bucket',
  accessKeyId: process.env.OSS_ACCESS_KEY_ID,
  accessKeySecret: process.env.OSS_ACCESS_KEY_SECRET,
});
await client.put('a/b.txt', Buffer.from('hello'));
console.log(String((await client.get('a/b.txt')).content));
