package io.orchagent.deployment;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Map;
import java.util.function.BiConsumer;

/** Goes through the typed models of the Kubernetes API. */
final class Models {
  private static final String PACKAGE = "io.fabric8.";

  private Models() {}

  /** Every model within this one, itself first, with the path it is at. */
  static void walk(Object model, BiConsumer<String, Object> visitor) {
    walk("", model, visitor);
  }

  private static void walk(String path, Object value, BiConsumer<String, Object> visitor) {
    if (value instanceof Collection<?> many) {
      many.forEach(each -> walk(path + "[]", each, visitor));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> walk(path + "." + key, each, visitor));
    } else if (value != null && value.getClass().getName().startsWith(PACKAGE)) {
      visitor.accept(path, value);
      for (Method method : value.getClass().getMethods()) {
        if (isGetter(method)) {
          walk(path + "." + method.getName().substring(3), get(method, value), visitor);
        }
      }
    }
  }

  private static boolean isGetter(Method method) {
    return method.getName().startsWith("get")
        && method.getParameterCount() == 0
        && !method.isBridge()
        && !method.getName().equals("getAdditionalProperties")
        && !method.getName().equals("getClass");
  }

  static Object get(Method getter, Object of) {
    try {
      return getter.invoke(of);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(getter + " of " + of, e);
    }
  }

  /** What no field of the model took. */
  static Map<?, ?> unknown(Object model) {
    try {
      return (Map<?, ?>) get(model.getClass().getMethod("getAdditionalProperties"), model);
    } catch (NoSuchMethodException e) {
      return Map.of();
    }
  }
}
