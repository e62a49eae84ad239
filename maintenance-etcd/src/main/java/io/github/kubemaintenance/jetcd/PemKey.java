package io.github.kubemaintenance.jetcd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key in PEM. Java reads PKCS#8 only; kubeadm and openssl also write PKCS#1 (RSA, RFC 8017 A.1.2) and SEC1
 * (elliptic curves, RFC 5915), which become PKCS#8 (RFC 5208) by a few bytes in front: version, algorithm, the old key
 * as an octet string.
 */
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};
    // rsaEncryption 1.2.840.113549.1.1.1 with NULL parameters.
    private static final byte[] RSA = {SEQUENCE, 13, 6, 9, 42, (byte) 134, 72, (byte) 134, (byte) 247, 13, 1, 1, 1, 5, 0
    };

    private PemKey() {}

    /** Reads the first private key of a file; the public key says of which kind and curve it is. */
    static PrivateKey read(Path file, PublicKey of) throws IOException, GeneralSecurityException {
        return parse(Files.readString(file, StandardCharsets.ISO_8859_1), of);
    }

    static PrivateKey parse(String text, PublicKey of) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text);
        if (!block.find()) {
            throw new InvalidKeyException("no PEM block with a PRIVATE KEY in it");
        }
        String type = block.group(1);
        String body = block.group(2);
        if (type.startsWith("ENCRYPTED") || body.contains("ENCRYPTED")) {
            throw new InvalidKeyException("the key is encrypted; decrypt it first (openssl pkey -in KEY -out PLAIN)");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the block " + type + " is no base64", e);
        }
        byte[] pkcs8 =
                switch (type) {
                    case "PRIVATE KEY" -> der;
                    case "RSA PRIVATE KEY" -> wrapped(RSA, der);
                    case "EC PRIVATE KEY" -> wrapped(algorithm(of), der);
                    default -> throw new InvalidKeyException("a block of an unknown kind: " + type);
                };
        return KeyFactory.getInstance(of.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static byte[] wrapped(byte[] algorithm, byte[] key) {
        return tagged(SEQUENCE, VERSION_0, algorithm, tagged(OCTETS, key));
    }

    /** Returns the algorithm and curve of a public key: the first element of its SubjectPublicKeyInfo. */
    private static byte[] algorithm(PublicKey of) throws InvalidKeyException {
        byte[] info = of.getEncoded();
        if (!of.getAlgorithm().equals("EC")) {
            throw new InvalidKeyException("the key is of an elliptic curve, the certificate's is " + of.getAlgorithm());
        }
        int at = 2 + (info[1] < 0 ? info[1] & 0x7F : 0); // behind the outer tag and its length
        return Arrays.copyOfRange(info, at, at + 2 + info[at + 1]);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | bytes);
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
